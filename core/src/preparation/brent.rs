//! The minimum of a function of one variable (Brent, *Algorithms for Minimization without
//! Derivatives*, 1973, chapter 5: `localmin`).

/// Golden section: (3 − √5) / 2.
const GOLDEN: f64 = 0.381_966_011_250_105_1;
/// Relative accuracy asked for: a minimum is flat, so no more than √ε can be seen.
const TOLERANCE: f64 = 1.48e-8;
/// Steps after which the search stops where it is.
const MOST_STEPS: usize = 500;

/// Where `f` is least on [`low`, `high`], if it has one minimum there.
pub(super) fn minimum(f: &mut dyn FnMut(f64) -> f64, low: f64, high: f64) -> f64 {
    let (mut a, mut b) = (low, high);
    let mut x = a + GOLDEN * (b - a);
    let (mut w, mut v) = (x, x);
    let mut fx = f(x);
    let (mut fw, mut fv) = (fx, fx);
    let (mut step, mut before_last) = (0.0_f64, 0.0_f64);
    for _ in 0..MOST_STEPS {
        let middle = 0.5 * (a + b);
        let tolerance = TOLERANCE * x.abs() + 1e-11;
        if (x - middle).abs() <= 2.0 * tolerance - 0.5 * (b - a) {
            break;
        }
        let mut golden = true;
        if before_last.abs() > tolerance {
            // The lowest point of the parabola through the three best.
            let r = (x - w) * (fx - fv);
            let mut q = (x - v) * (fx - fw);
            let mut p = (x - v) * q - (x - w) * r;
            q = 2.0 * (q - r);
            if q > 0.0 {
                p = -p;
            }
            q = q.abs();
            let inside = p > q * (a - x) && p < q * (b - x);
            if p.abs() < (0.5 * q * before_last).abs() && inside {
                before_last = step;
                step = p / q;
                let u = x + step;
                if u - a < 2.0 * tolerance || b - u < 2.0 * tolerance {
                    step = if x < middle { tolerance } else { -tolerance };
                }
                golden = false;
            }
        }
        if golden {
            before_last = if x < middle { b - x } else { a - x };
            step = GOLDEN * before_last;
        }
        let u = if step.abs() >= tolerance {
            x + step
        } else if step > 0.0 {
            x + tolerance
        } else {
            x - tolerance
        };
        let fu = f(u);
        if fu <= fx {
            if u < x {
                b = x;
            } else {
                a = x;
            }
            (v, fv) = (w, fw);
            (w, fw) = (x, fx);
            (x, fx) = (u, fu);
        } else {
            if u < x {
                a = u;
            } else {
                b = u;
            }
            if fu <= fw || w == x {
                (v, fv) = (w, fw);
                (w, fw) = (u, fu);
            } else if fu <= fv || v == x || v == w {
                (v, fv) = (u, fu);
            }
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::minimum;

    #[test]
    fn known_minima() {
        type Function = fn(f64) -> f64;
        let cases: [(Function, f64, f64, f64); 4] = [
            (|x| (x - 1.25) * (x - 1.25), -4.0, 9.0, 1.25),
            (|x| (x + 3.0).abs(), -10.0, 2.0, -3.0),
            (
                |x| libm::exp(x) - 2.0 * x,
                -5.0,
                5.0,
                core::f64::consts::LN_2,
            ),
            // The least value at the edge.
            (|x| x, 2.0, 3.0, 2.0),
        ];
        for (mut f, low, high, least) in cases {
            let found = minimum(&mut f, low, high);
            assert!((found - least).abs() < 1e-6, "{found} for {least}");
        }
    }
}

"""The file of events read, cleaned and turned into features per person with polars, as one would write it there: the
same rows and figures as `peers/js/pipeline.js`."""
import polars as pl

KINDS = {"page_view": "page"}
NAMES = ("page", "view_item", "add_to_cart", "purchase", "search")
STEPS = ("page>view_item", "view_item>add_to_cart", "add_to_cart>purchase")
PARTS = (("colazione", 6, 10), ("mattina", 10, 12), ("pranzo", 12, 15), ("pomeriggio", 15, 18), ("aperitivo", 18, 20), ("cena", 20, 23))
SCHEMA = {
    "event_timestamp": pl.String,
    "event_name": pl.String,
    "user_pseudo_id": pl.String,
    "event_params": pl.List(pl.Struct({"key": pl.String, "value": pl.Struct({"string_value": pl.String})})),
    "items": pl.List(pl.Struct({"item_category": pl.String})),
    "ecommerce": pl.Struct({"purchase_revenue": pl.Float64}),
}


def ndjson(path):
    location = pl.element().filter(pl.element().struct.field("key") == "page_location").first()
    return pl.scan_ndjson(path, schema=SCHEMA).select(
        person="user_pseudo_id",
        time=pl.col("event_timestamp").cast(pl.Int64) // 1000,
        kind=pl.col("event_name").replace(KINDS),
        page=pl.col("event_params").list.eval(location).list.first().struct.field("value").struct.field("string_value"),
        category=pl.col("items").list.first().struct.field("item_category"),
        value=pl.col("ecommerce").struct.field("purchase_revenue").fill_null(0.0),
    )


def csv(path):
    return pl.scan_csv(path, schema_overrides={"user_id": pl.String, "value": pl.Float64}).select(
        person="user_id",
        time=pl.col("timestamp").cast(pl.Int64),
        kind=pl.col("event").replace(KINDS),
        page="page",
        category="category",
        value=pl.col("value").fill_null(0.0),
    )


def clean(events):
    """Without person or sensible time: out. Told twice: once. More than 60 pages within a minute: no human."""
    events = events.filter(pl.col("person").is_not_null() & (pl.col("time") >= 631_152_000_000))
    events = events.unique(maintain_order=False).sort("person", "time").collect()
    pages = events.lazy().filter(pl.col("kind") == "page")
    rushed = pages.filter(pl.col("time") - pl.col("time").shift(60).over("person") <= 60_000)
    return events.lazy().join(rushed.select("person").unique(), on="person", how="anti").collect()


def features(events):
    today = events["time"].max() // 86_400_000
    categories = sorted(events["category"].drop_nulls().unique())
    new = (pl.col("gap") > 1_800_000) | pl.col("gap").is_null() | (pl.col("day") != pl.col("day").shift(1).over("person"))
    events = (
        events.lazy()
        .with_columns(day=pl.col("time") // 86_400_000, hour=pl.col("time") // 3_600_000 % 24, gap=pl.col("time").diff().over("person"))
        .with_columns(new=new)
        .with_columns(session=pl.col("new").cum_sum())
        .with_columns(
            step=pl.when(~pl.col("new")).then(pl.col("kind").shift(1) + ">" + pl.col("kind")),
            second=(pl.col("kind") == "page") & ((pl.col("kind") == "page").cum_sum().over("session") == 2),
        )
    )
    angle = pl.col("hour") / 24 * 2 * 3.141592653589793
    events = events.collect()
    # By day first: what is left is small.
    days = events.lazy().group_by("person", "kind", "day").agg(count=pl.len())
    known = days.group_by("person", "kind").agg(
        count=pl.col("count").sum(), first=pl.col("day").min(), last=pl.col("day").max(), days=pl.len()
    )
    tables = []
    for kind in NAMES:
        gap = pl.when(pl.col("days") > 1).then((pl.col("last") - pl.col("first")) / (pl.col("days") - 1)).otherwise(60)
        tables.append(
            known.filter(pl.col("kind") == kind).select(
                "person",
                pl.col("count").alias(kind),
                (today - pl.col("last")).alias(kind + " recency"),
                (today - pl.col("first")).alias(kind + " tenure"),
                gap.alias(kind + " gap"),
            )
        )
    mix = [(pl.col("category") == name).sum().alias("category " + name) for name in categories]
    per_person = events.lazy().group_by("person").agg(
        pl.when(pl.col("kind") == "purchase").then(pl.col("value")).otherwise(0).sum().alias("spent"),
        pl.col("new").sum().alias("sessions"),
        pl.when(~pl.col("new")).then(pl.col("gap")).otherwise(0).sum().alias("length"),
        pl.col("second").sum().alias("second page"),
        *mix,
        *[((pl.col("hour") >= a) & (pl.col("hour") < b)).mean().alias(name) for name, a, b in PARTS],
        ((pl.col("hour") >= 23) | (pl.col("hour") < 6)).mean().alias("notte"),
        *[(pl.col("step") == step).sum().alias(step) for step in STEPS],
        angle.sin().mean().alias("sin"),
        angle.cos().mean().alias("cos"),
    )
    for table in tables:
        per_person = per_person.join(table, on="person", how="left")
    filled = [pl.col(kind).fill_null(0) for kind in NAMES]
    filled += [pl.col(f"{kind} {name}").fill_null(60) for kind in NAMES for name in ("recency", "tenure", "gap")]
    all_categories = pl.sum_horizontal(["category " + name for name in categories])
    shares = [pl.col("category " + name) / all_categories for name in categories]
    entropy = -pl.sum_horizontal([pl.when(share > 0).then(share * share.log()).otherwise(0) for share in shares])
    return (
        per_person.with_columns(filled)
        .with_columns(
            entropy.alias("entropy"),
            *[share.alias("share " + name) for share, name in zip(shares, categories)],
            (pl.col("length") / pl.col("sessions") / 1000).alias("session length"),
            (pl.col("second page") / pl.col("sessions")).alias("second page share"),
            (pl.col("page") / pl.col("sessions")).alias("pages per session"),
        )
        .collect()
    )


def run(path):
    read = ndjson(path) if path.endswith(".ndjson") else csv(path)
    events = clean(read)
    rows = features(events)
    return {
        "events": float(events.height),
        "people": float(rows.height),
        "purchases": float(rows["purchase"].sum()),
        "spent": float(rows["spent"].sum()),
        "sessions": float(rows["sessions"].sum()),
    }

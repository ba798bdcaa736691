// The peers from npm, each in a dedicated worker of the same browser. Each gets the data in the shape it wants, made
// before the time is taken. What they give is put into the words of the protocol after it.

import { HDBSCAN } from 'hdbscan-ts';
import { agnes } from 'ml-hclust';
import { kmeans } from 'ml-kmeans';
import densityClustering from 'density-clustering';
import Papa from 'papaparse';
import skmeans from 'skmeans';
import { jsonParse, papaParse } from './pipeline.js';

/** Arrays of plain numbers, a row each: what all of them want. */
function rows(cells, d) {
  return Array.from({ length: cells.length / d }, (_, i) => Array.from(cells.subarray(i * d, (i + 1) * d)));
}

/** The sum of squared distances to the own centroid, which not all of them give. */
function inertia(data, labels, centroids) {
  let sum = 0;
  data.forEach((row, i) => row.forEach((x, j) => (sum += (x - centroids[labels[i]][j]) ** 2)));
  return sum;
}

const first = (data, k) => data.slice(0, k).map((row) => [...row]);

/** Per contestant: the work as a function of the data, and how to read what it gives. */
const contestants = {
  'ml-kmeans': {
    work(data, { k, start }) {
      // At equal start to convergence; else by its own defaults.
      return start === 'first_rows'
        ? kmeans(data, k, { initialization: first(data, k), maxIterations: 300, tolerance: 0 })
        : kmeans(data, k, {});
    },
    read(data, { clusters, centroids, iterations }) {
      return { labels: clusters, quality: { iterations, inertia: inertia(data, clusters, centroids) } };
    },
  },
  skmeans: {
    work(data, { k, start }) {
      return skmeans(data, k, start === 'first_rows' ? first(data, k) : 'kmpp');
    },
    read(data, { idxs, centroids, it }) {
      return { labels: idxs, quality: { inertia: inertia(data, idxs, centroids) } };
    },
  },
  'density-clustering': {
    work(data, { eps, min_points }) {
      const dbscan = new densityClustering.DBSCAN();
      const clusters = dbscan.run(data, eps, min_points);
      return { clusters, noise: dbscan.noise };
    },
    read(data, { clusters }) {
      const labels = new Array(data.length).fill(-1);
      clusters.forEach((rows, cluster) => rows.forEach((i) => (labels[i] = cluster)));
      return { labels, quality: density(labels, clusters.length) };
    },
  },
  'ml-hclust': {
    work(data) {
      return agnes(data, { method: 'ward' });
    },
    read(data, tree) {
      const heights = [];
      tree.traverse((node) => node.isLeaf || heights.push(node.height));
      return { labels: [], heights: heights.sort((a, b) => a - b), quality: {} };
    },
  },
  'hdbscan-ts': {
    work(data, { min_cluster_size, min_samples }) {
      const hdbscan = new HDBSCAN({ minClusterSize: min_cluster_size, minSamples: min_samples });
      hdbscan.fit(data);
      return hdbscan;
    },
    read(data, { labels_ }) {
      return { labels: labels_, quality: density(labels_, new Set(labels_.filter((l) => l >= 0)).size) };
    },
  },
};

function density(labels, clusters) {
  return { clusters, noise: labels.filter((label) => label < 0).length };
}

/** Those of a file of events: from the file to the features. */
const pipelines = { 'json-parse': jsonParse, papaparse: (file) => papaParse(Papa, file) };

let contestant;
let parameters;
let data;
let result;

const answers = {
  async load(ask) {
    contestant = contestants[ask.contestant];
    parameters = ask.case.work;
    const response = await fetch(ask.file);
    if (!response.ok) throw new Error(`${ask.file}: ${response.status}`);
    const pipeline = pipelines[ask.contestant];
    if (pipeline) {
      data = await response.blob();
      contestant = { work: pipeline, read: (_, { quality }) => ({ labels: [], quality }) };
      return { ok: true };
    }
    data = rows(new Float32Array(await response.arrayBuffer()), ask.case.data.d);
    return { ok: true };
  },
  async run() {
    result = undefined;
    const start = performance.now();
    const given = await contestant.work(data, parameters);
    const seconds = (performance.now() - start) / 1000;
    result = contestant.read(data, given);
    return { seconds, quality: result.quality };
  },
  async details() {
    return { labels: Array.from(result.labels), heights: result.heights ?? [] };
  },
};

self.onmessage = async ({ data: ask }) => {
  try {
    self.postMessage(await answers[ask.do](ask));
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};

// Why any value is what it is; what it read is named by its place and explained when it is asked for.

function explainStep({ dataset: name, variable, record, before }) {
  if (!main.plan.analysisDatasets.includes(name)) return explainSdtm(name, variable, record);
  return explainAnalysis(name, variable, record, before ?? main.plan.analysis.length);
}

// The whole explanation, down to the raw cells, as `converter explain --json` gives it.
async function explainFully(place) {
  const step = await explainStep(place);
  const inputs = [];
  for (const input of step.inputs) inputs.push(await explainFully(input));
  return { ...step, inputs };
}

using System.Globalization;
using Reprise.Benchmarks.Privacy;
using Reprise.BuildNames;
using Reprise.Privacy.Detection.Names;

// build-names DATA [--out FILE] [--drop SHARE]: trains the name model on the half of the rows that is not held out, and says how it does on both.
// build-names score DATA [--misses]: what the benchmark says.
if (args[0] == "score")
{
    await PiiBenchmark.RunAsync(args[1..], Console.Out);
    return;
}

var folder = args[0];
var drop = Argument("--drop") is { } share ? double.Parse(share, CultureInfo.InvariantCulture) : 0.3;
var train = new List<Example>();
var test = new List<Example>();
foreach (var (file, weight) in ((string, double)[])[("spans_presidio.jsonl", 1), ("ner_wnut17.jsonl", 1.5), ("negatives.jsonl", 3)])
{
    foreach (var row in PiiRow.Read(Path.Combine(folder, file))) Example.AddFrom(row, weight, row.HeldOut ? test : train);
}

Console.WriteLine($"{train.Count} examples, {train.Count(example => example.IsName)} of names; held out {test.Count}, {test.Count(example => example.IsName)}");
var weights = Trainer.Train(train, drop);
var model = new NameModel(weights);
foreach (var (name, examples) in ((string, List<Example>)[])[("seen", train), ("held out", test)])
{
    foreach (var least in (double[])[-1, -0.5, 0, 0.5, 1, 1.5])
    {
        var said = examples.Where(example => model.Score(example.Features) >= least).ToList();
        var right = said.Count(example => example.IsName);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, from {least:F1}: recall {(double)right / examples.Count(example => example.IsName):F3}, precision {(double)right / said.Count:F3}"));
    }
}

Console.WriteLine($"{weights.Count(weight => weight != 0)} weights are not zero");
if (Argument("--out") is { } path) File.WriteAllBytes(path, Array.ConvertAll(weights, weight => (byte)weight));

string? Argument(string name) => Array.IndexOf(args, name) is var at && at >= 0 && at + 1 < args.Length ? args[at + 1] : null;

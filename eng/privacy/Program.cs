using System.Globalization;
using Reprise.Benchmarks.Privacy;
using Reprise.BuildNames;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Detection.Names;

// build-names DATA --words FILE [--out FILE] [--drop SHARE] [--own COUNT] [--all]
//   trains the name model on the half of the rows that is not held out, or on all of them.
// build-names DATA --folds COUNT [--show]
//   how models do on the part of the rows they were not trained on, at several biases.
// build-names score DATA [--misses]
//   what the benchmark says.
if (args[0] == "score")
{
    await PiiBenchmark.RunAsync(args[1..], Console.Out);
    return;
}

var folder = args[0];
var drop = Number("--drop", 0.3);
var files = new (string File, double Weight)[] { ("spans_presidio.jsonl", 1), ("ner_wnut17.jsonl", Number("--wnut", 1.5)), ("negatives.jsonl", Number("--negatives", 3)) };
var rows = files.SelectMany(file => PiiRow.Read(Path.Combine(folder, file.File)).Select(row => (Row: row, file.Weight))).ToList();
if (args.Contains("--folds"))
{
    var folds = (int)Number("--folds", 8);
    var models = Enumerable.Range(0, folds).Select(fold => (Fold: fold, Weights: Weights(row => row.Bucket % folds != fold))).ToList();
    foreach (var bias in (double[])[0.5, 0, -0.5, -1, -1.5, -2, -2.5, -3])
    {
        var names = new SpanScore();
        var total = new SpanScore();
        var touched = new Dictionary<string, (int Touched, int Texts)>();
        var what = new List<string>();
        foreach (var (fold, weights) in models)
        {
            var detector = new Detector([new PersonalDetector(new NameModel(weights, bias))]);
            var scores = PiiBenchmark.Score(rows.Select(row => row.Row).Where(row => row.Bucket % folds == fold && row.Group.Contains('/', StringComparison.Ordinal)), detector);
            names.Add(scores["name"]);
            total.Add(PiiBenchmark.Total(scores));
            foreach (var (name, set) in PiiBenchmark.InnocentSets(folder))
            {
                var innocent = set.Where(row => row.Bucket % folds == fold).ToList();
                var found = innocent.Select(row => (row.Text, Findings: detector.Find(row.Text))).Where(row => row.Findings.Count > 0).ToList();
                var (before, texts) = touched.GetValueOrDefault(name);
                touched[name] = (before + found.Count, texts + innocent.Count);
                what.AddRange(found.Select(row => row.Findings[0].Type + " " + row.Text.Substring(row.Findings[0].Start, row.Findings[0].Length)));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bias {bias}: names recall {names.Recall:F3} precision {names.Precision:F3} F2 {names.F2:F3}; all recall {total.Recall:F3} precision {total.Precision:F3} F2 {total.F2:F3}; touched {string.Join(", ", touched.Select(pair => $"{pair.Key} {pair.Value.Touched} of {pair.Value.Texts}"))}"));
        if (args.Contains("--show")) Console.WriteLine("  " + string.Join(" | ", what));
    }
}

if (Argument("--out") is { } path) File.WriteAllBytes(path, Array.ConvertAll(Weights(row => args.Contains("--all") || !row.HeldOut), weight => (byte)weight));

sbyte[] Weights(Func<PiiRow, bool> take)
{
    var examples = new List<Example>();
    var names = new List<string>();
    foreach (var (row, weight) in rows.Where(row => take(row.Row)))
    {
        Example.AddFrom(row, weight, examples);
        names.AddRange(row.Spans.Where(span => span.Label == "PERSON" && span.Length > 4).Select(span => row.Text.Substring(span.Start, span.Length)));
    }

    foreach (var row in Sentences.Make(Argument("--words") ?? "src/Reprise.Core/Privacy/Detection/Text/words.txt", names, (int)Number("--own", 4000))) Example.AddFrom(row, Number("--own-weight", 0.5), examples);
    return Trainer.Train(examples, drop);
}

double Number(string name, double otherwise) => Argument(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

string? Argument(string name) => Array.IndexOf(args, name) is var at && at >= 0 && at + 1 < args.Length ? args[at + 1] : null;

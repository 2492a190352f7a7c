using System.Globalization;
using Reprise.BuildJudge;
using Reprise.Cache.Judging;

var data = Argument("--data") ?? throw new ArgumentException("--data FOLDER is missing");
var labels = Argument("--labels") ?? "eng/cache/labels.tsv";
var seconds = Argument("--second") is { } path ? new SecondVectors(path) : throw new ArgumentException("--second FILE is missing");
var output = Argument("--out");
var dump = Argument("--texts");

var shelves = Material.Read(data);
var (questions, natural) = (Material.Questions(data, .8), Material.Questions(data, 0));
var random = new Random(20261120);
var rewordings = new Rewordings(random, questions);
var made = new List<(string Question, string Other, bool IsRight)>();
foreach (var question in questions.Where(question => question.Length < 200))
{
    if (rewordings.Same(question) is { } same) made.Add((question, same, true));
    if (rewordings.Other(question) is { } other) made.Add((question, other, false));
}

if (dump is not null)
{
    File.WriteAllLines(dump, made.SelectMany(pair => new[] { pair.Question, pair.Other }).Distinct());
    foreach (var pair in made.Take(60)) Console.WriteLine($"{pair.IsRight} | {pair.Question} | {pair.Other}");
    return;
}

foreach (var source in shelves.GroupBy(shelf => shelf.Source)) Console.WriteLine($"{source.Key}: {source.Count()} shelves, {source.Sum(shelf => shelf.Texts.Count)} texts, {source.Sum(shelf => shelf.Texts.Select(text => text.Answer).Distinct().Count())} answers");
var examples = new List<Example>();
for (var i = 0; i < shelves.Count; i++) examples.AddRange(Candidates.Of(shelves[i], seconds, i % 5));
var judged = Labels.Read(labels, natural);
foreach (var pair in judged) examples.Add(Candidates.Pair(pair.Left, pair.Right, pair.IsRight, seconds, "judged") with { StandsFor = pair.StandsFor });
foreach (var pair in made) examples.Add(Candidates.Pair(pair.Question, pair.Other, pair.IsRight, seconds, pair.IsRight ? "made same" : "made other"));

// What each source counts for altogether: the judged pairs are what a cache sees, the others widen it.
var shares = new Dictionary<string, float>(StringComparer.Ordinal) { ["judged"] = Number("--judged", 10), ["spider-syn"] = Number("--spider", 1), ["text2sql"] = Number("--sql", 1), ["made same"] = Number("--same", 1), ["made other"] = Number("--other", 2) };
var totals = examples.GroupBy(example => example.Source).ToDictionary(same => same.Key, same => same.Sum(example => MathF.Sqrt(example.StandsFor)), StringComparer.Ordinal);
examples = examples.ConvertAll(example => example with { Weight = 1000 * shares[example.Source] * MathF.Sqrt(example.StandsFor) / totals[example.Source] });
foreach (var source in examples.GroupBy(example => example.Source)) Console.WriteLine($"{source.Key}: {source.Count()} pairs, right {source.Count(e => e.IsRight)}");
var equal = examples.Where(example => example.Features[PairFeatures.Same] == 1 && example.Features[31] == 0).ToList();
foreach (var source in equal.GroupBy(example => example.Source))
{
    Console.WriteLine($"same words, {source.Key}: {source.Count()} pairs, right {source.Count(e => e.IsRight)}");
    foreach (var e in source.Where(e => !e.IsRight).Take(12)) Console.WriteLine($"   {e.Left} | {e.Right}");
}

var unlike = examples.Where(example => example.Features[PairFeatures.Same] == 0 && example.Source == "made same").ToList();
Console.WriteLine($"made same, not seen as such: {unlike.Count}");
foreach (var e in unlike.Take(20)) Console.WriteLine($"   {e.Left} | {e.Right} | {e.Features[31]}");
var written = new Dictionary<int, (Logistic, List<Isotonic.Step>)>();
foreach (var count in new[] { PairFeatures.WithoutSecond, PairFeatures.All.Count })
{
    var unequal = examples.Where(example => example.Features[PairFeatures.Same] == 0).ToList();
    var ridge = Number("--ridge", .003f);
    var model = Logistic.Fit(unequal, count, PairFeatures.All, ridge);
    for (var i = 0; i < count; i++) if (Math.Abs(model.Coefficients[i]) > .0005) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{PairFeatures.All[i].Name,-24} {model.Coefficients[i]:F3}"));
    Console.WriteLine($"intercept {model.Intercept:F3}");
    var held = new List<(double, bool, double)>();
    var (loss, lossWeight, scores) = (0.0, 0.0, new List<(double Score, bool IsRight)>());
    for (var fold = 0; fold < 5; fold++)
    {
        var m = Logistic.Fit(unequal.Where(e => e.Fold != fold).ToList(), count, PairFeatures.All, ridge);
        held.AddRange(unequal.Where(e => e.Fold == fold && e.Features[31] == 0).Select(e => (m.Score(e.Features), e.IsRight, (double)e.Weight)));
        foreach (var e in unequal.Where(e => e.Fold == fold && e.Features[31] == 0 && e.Source == "judged"))
        {
            var score = m.Score(e.Features);
            loss += e.Weight * Math.Log(1 + Math.Exp(e.IsRight ? -score : score));
            lossWeight += e.Weight;
            scores.Add((score, e.IsRight));
        }
    }

    var rights = scores.Where(s => s.IsRight).ToList();
    var wrongs = scores.Where(s => !s.IsRight).ToList();
    var auc = rights.Sum(r => wrongs.Count(w => w.Score < r.Score) + .5 * wrongs.Count(w => w.Score == r.Score)) / rights.Count / wrongs.Count;
    var top = scores.OrderByDescending(s => s.Score).ToList();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"judged, held out: loss {loss / lossWeight:F4}, area {auc:F4}, right of the first 50 {top.Take(50).Count(s => s.IsRight)}, 100 {top.Take(100).Count(s => s.IsRight)}, 200 {top.Take(200).Count(s => s.IsRight)}"));
    var steps = Isotonic.WithEnd(Isotonic.Fit(held, 200));
    written.Add(count, (model, steps));
    foreach (var step in steps) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step.Score:F2} {step.Share:F3} {step.Weight:F0}"));
}

if (output is not null) File.WriteAllText(output, Writer.Write(written[PairFeatures.WithoutSecond], written[PairFeatures.All.Count]));

string? Argument(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;
float Number(string name, float otherwise) => Argument(name) is { } text ? float.Parse(text, CultureInfo.InvariantCulture) : otherwise;

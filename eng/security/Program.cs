using System.Globalization;
using Reprise.Security.Injection;
using Reprise.TrainInjection;

var data = Argument("--data") ?? throw new ArgumentException("--data FOLDER is missing");
var own = Argument("--own") ?? "eng/security";
var output = Argument("--out");
var settings = new Settings((int)Number("--epochs", 16), Number("--rate", .1f), Number("--ridge", 1e-4f), Number("--attack", 1.5f), Number("--stack-ridge", 1e-3f));
var benignWeight = Number("--benign", .3f);
var falseAlarms = Number("--alarms", .01f);
var random = new Random(20261120);

// 1. What is learned from, and what is held out.
var prompts = Material.Prompts(data);
Groups.Assign(prompts);
var learned = prompts.Where(example => !example.IsHeldOut).ToList();
var held = prompts.Where(example => example.IsHeldOut).ToList();
var texts = Material.Benign(data);
random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(texts));
texts = texts.Take(3000).ToList();
var benignLines = Material.Own(Path.Combine(own, "benign.tsv"));
var attackLines = Material.Own(Path.Combine(own, "attacks.tsv"));

// Every sixth text that is not of the labelled set is held out as well, to count false alarms on something else.
var others = texts.Select((text, i) => new Example($"other-{i}", text, false, "other", "other") { Weight = benignWeight, IsHeldOut = i % 6 == 0, Fold = i % 5 }).ToList();
var foreign = new List<Example>();
foreach (var language in benignLines.GroupBy(line => line.Key))
{
    var lines = language.Select(line => line.Text).ToList();
    for (var i = 0; i < 4 * lines.Count; i++)
    {
        // The last two sentences of each language are held out, alone and together.
        var isHeldOut = i % 4 == 0;
        var pool = isHeldOut ? lines[^2..] : lines[..^2];
        var text = string.Join(' ', Enumerable.Range(0, isHeldOut ? 1 + random.Next(2) : 1 + random.Next(4)).Select(_ => pool[random.Next(pool.Count)]).Distinct());
        foreign.Add(new Example($"own-{language.Key}-{i}", text, false, "foreign", "own") { Language = language.Key, Weight = Number("--foreign", .5f), IsHeldOut = isHeldOut, Fold = i % 5 });
    }
}

var orders = attackLines.Select(line => line.Text).Concat(learned.Where(example => example.Injected is not null).Select(example => example.Injected!)).Distinct().ToList();
// Texts are cut at sentences first, so that a beginning or an end alone gives nothing away; the halves without an order are harmless examples.
var mails = learned.Where(example => example is { IsAttack: false, IsMail: true } && example.Tokens > 60).Select(example => (example.Text, example.Fold)).ToList();
var documents = others.Where(example => !example.IsHeldOut && example.Tokens is > 80 and < 700).Select(example => (example.Text, example.Fold)).ToList();
var made = new List<Example>();
for (var i = 0; i < (int)Number("--made", 600); i++)
{
    var isMail = random.Next(3) > 0;
    var (document, fold) = isMail ? mails[random.Next(mails.Count)] : documents[random.Next(documents.Count)];
    var order = orders[random.Next(orders.Count)];
    document = Cut(document);
    var at = random.Next(2) == 0 ? 0 : document.Length;
    made.Add(new Example($"made-{i}", at == 0 ? $"{order} {document}" : $"{document} {order}", true, "indirect", "made") { Injected = order, Weight = Number("--made-weight", .2f), Fold = fold });
    made.Add(new Example($"cut-{i}", Cut(document), false, "cut", "made") { Weight = Number("--made-weight", .2f), Fold = fold });
}

var attacks = attackLines.Where(line => line.Key != "indirect").Select((line, i) => new Example($"own-attack-{i}", line.Text, true, line.Key, "own") { Fold = i % 5 }).ToList();
learned = [.. learned, .. others.Where(example => !example.IsHeldOut), .. foreign.Where(example => !example.IsHeldOut), .. made, .. attacks];
Console.WriteLine($"{prompts.Count} prompts in {prompts.Select(example => example.Group).Distinct().Count()} groups, {held.Count} held out; learned from {learned.Count} texts, {learned.Count(example => example.IsAttack)} attacks");

// 2. The windows' part, by what models of the other folds say of them.
var rows = new List<(float[] Features, bool IsAttack, float Weight, Example Example)>();
for (var fold = 0; fold < 5; fold++)
{
    var part = WordModel.Fit([.. learned.Where(example => example.Fold != fold && example.Source != "made")], settings);
    var edgePart = EdgeModel.Fit([.. learned.Where(example => example.Fold != fold)]);
    foreach (var example in learned.Where(example => example.Fold == fold && example.Tokens > 0)) rows.Add((Features(part, edgePart, example), example.IsAttack, example.Weight, example));
}

var (stack, stackBias) = Stack.Fit([.. rows.Select(row => (row.Features, row.IsAttack, row.Weight))], settings.StackRidge);
Console.WriteLine("stack " + string.Join(' ', stack.Select(weight => weight.ToString("F2", CultureInfo.InvariantCulture))));

// 3. The threshold, on texts that were learned from, by models that had not seen them.
var labelled = rows.Where(row => row.Example.Source is not ("made" or "own" or "other")).ToList();
var threshold = Threshold([.. labelled.Where(row => !row.IsAttack).Select(row => Score(row.Features))], falseAlarms);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:F4}; learned, fold by fold: recall {labelled.Where(row => row.IsAttack).Average(row => Score(row.Features) >= threshold ? 1.0 : 0):P1}"));
var exactly = Threshold([.. labelled.Where(row => !row.IsAttack).Select(row => Score(row.Features))], .01f);
foreach (var source in labelled.Where(row => row.IsAttack).GroupBy(row => row.Example.Source).Append(labelled.Where(row => row.IsAttack).GroupBy(_ => "all of it").Single()))
    Console.Write(string.Create(CultureInfo.InvariantCulture, $"{source.Key} {source.Average(row => Score(row.Features) >= exactly ? 1.0 : 0):P1} · "));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"alarms in other languages {rows.Where(row => row.Example.Kind == "foreign").Average(row => Score(row.Features) >= exactly ? 1.0 : 0):P1}, elsewhere {rows.Where(row => row.Example.Kind == "other").Average(row => Score(row.Features) >= exactly ? 1.0 : 0):P1}"));
if (Argument("--quick") is not null) return;

// 4. The words' part over everything, one byte a weight.
var words = WordModel.Fit([.. learned.Where(example => example.Source != "made")], settings);
var edges = EdgeModel.Fit(learned);
var model = new InjectionModel(Pack(words.Weights, words.Bias), Pack(edges.Weights, edges.Bias), stack, stackBias, threshold);

// 5. What it is worth on what it has not seen.
Report("held out", held, model);
Report("others, held out", [.. others.Where(example => example.IsHeldOut)], model);
Report("own, other languages, held out", [.. foreign.Where(example => example.IsHeldOut)], model);
if (Argument("--misses") is not null)
{
    foreach (var example in held.Where(example => example.IsAttack != model.Score(example.Text) >= threshold).OrderBy(example => example.Source))
        Console.WriteLine($"{(example.IsAttack ? "missed" : "alarm")} {example.Source} {example.Kind} {model.Score(example.Text):F3} {example.Text.ReplaceLineEndings(" ")[..Math.Min(140, example.Text.Length)]}");
}

if (output is not null) File.WriteAllBytes(output, model.Write());

float[] Features(WordModel part, EdgeModel edgePart, Example example)
{
    var features = new float[WindowFeatures.Count];
    WindowFeatures.Read(part.Sums(example), part.Bias, edgePart.Read(example), features);
    return features;
}

double Score(float[] features)
{
    var sum = stackBias;
    for (var i = 0; i < features.Length; i++) sum += stack[i] * features[i];
    return 1 / (1 + Math.Exp(-sum));
}

string Cut(string text)
{
    var stops = Enumerable.Range(1, Math.Max(0, text.Length - 2)).Where(i => text[i] is '.' or '!' or '?' or '\n' && char.IsWhiteSpace(text[i + 1])).ToList();
    if (stops.Count < 6 || random.Next(3) == 0) return text;
    var (from, to) = (random.Next(3) == 0 ? 0 : stops[random.Next(stops.Count / 3)] + 1, random.Next(3) == 0 ? text.Length : stops[^(1 + random.Next(stops.Count / 3))] + 1);
    return text[from..to].Trim();
}

static (sbyte[] Weights, float Scale, float Bias) Pack(ReadOnlySpan<float> weights, float bias)
{
    var scale = Math.Max(weights.ToArray().Max(Math.Abs) / 127f, 1e-6f);
    return ([.. weights.ToArray().Select(weight => (sbyte)Math.Clamp(MathF.Round(weight / scale), -127, 127))], scale, bias);
}

static double Threshold(List<double> negatives, double share)
{
    negatives.Sort((left, right) => right.CompareTo(left));
    return negatives[(int)(share * negatives.Count)] + 1e-6;
}

static void Report(string title, List<Example> examples, InjectionModel model)
{
    var scored = examples.Select(example => (Example: example, Score: model.Score(example.Text))).ToList();
    var negatives = scored.Where(row => !row.Example.IsAttack).ToList();
    var alarms = negatives.Count(row => row.Score >= model.Threshold);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: false alarms {alarms}/{negatives.Count} {(double)alarms / Math.Max(1, negatives.Count):P2}; without harmful {negatives.Count(row => row.Score >= model.Threshold && row.Example.Kind != "harmful-request")}/{negatives.Count(row => row.Example.Kind != "harmful-request")}"));
    if (scored.All(row => !row.Example.IsAttack)) return;
    var exact = Threshold([.. negatives.Select(row => row.Score)], .01);
    var found = scored.Where(row => row.Example.IsAttack).ToList();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  recall {found.Average(row => row.Score >= model.Threshold ? 1.0 : 0):P1}; at exactly 1 % {found.Average(row => row.Score >= exact ? 1.0 : 0):P1}"));
    foreach (var kind in found.GroupBy(row => row.Example.Kind)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind.Key}: {kind.Count(row => row.Score >= model.Threshold)}/{kind.Count()} (1 %: {kind.Count(row => row.Score >= exact)})"));
    foreach (var source in found.GroupBy(row => row.Example.Source)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {source.Key}: {source.Count(row => row.Score >= model.Threshold)}/{source.Count()} (1 %: {source.Count(row => row.Score >= exact)})"));
    foreach (var source in negatives.GroupBy(row => row.Example.Source)) Console.WriteLine($"  benign {source.Key}: {source.Count(row => row.Score >= model.Threshold)}/{source.Count()}");
}

string? Argument(string name) => Array.IndexOf(args, name) is var i and >= 0 ? i + 1 < args.Length ? args[i + 1] : "" : null;
float Number(string name, float otherwise) => Argument(name) is { } text ? float.Parse(text, CultureInfo.InvariantCulture) : otherwise;

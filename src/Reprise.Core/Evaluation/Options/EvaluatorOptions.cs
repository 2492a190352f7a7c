using System.Globalization;
using System.Text.Json;

namespace Reprise.Evaluation.Options;

/// <summary>What was written of one evaluator, checked against what its type can be told. Every mistake is a <see cref="FormatException"/> that names the option.</summary>
internal sealed class EvaluatorOptions
{
    /// <summary>Longer texts are no options but mistakes.</summary>
    private const int LongestText = 65_536;
    private const int MostTexts = 1000;

    private readonly EvaluatorType _type;
    private readonly IReadOnlyDictionary<string, JsonElement> _written;

    public EvaluatorOptions(EvaluatorType type, EvaluatorSpec spec, string project, Evaluators tools)
    {
        (_type, _written, Project, Tools) = (type, spec.Options, project, tools);
        Name = spec.Name ?? type.Name;
        if (!IsName(Name)) throw new FormatException($"'{Short(Name)}' is no name of a score; expected 1 to 64 of a-z, 0-9 and '_'.");
        foreach (var (name, value) in _written) Check(name, value);
        Pass = Number(EvaluatorType.Pass.Name, 0, 1) ?? type.Passes;
    }

    public string Type => _type.Name;

    /// <summary>The name of its scores.</summary>
    public string Name { get; }
    public double Pass { get; }
    public string Project { get; }

    /// <summary>The model and the sender, for those that need them.</summary>
    public Evaluators Tools { get; }

    public static bool IsName(string name) => name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    public bool Has(string name) => _written.ContainsKey(name);

    public string? Text(string name) => _written.TryGetValue(name, out var value) ? value.GetString() : null;

    public string NeedText(string name) => Text(name) is { Length: > 0 } text ? text : throw Missing(name);

    /// <summary>One of these words; the first when nothing is said.</summary>
    public string Word(string name, params IReadOnlyList<string> words) =>
        Text(name) is not { } word ? words[0] : words.Contains(word, StringComparer.Ordinal) ? word
            : throw Wrong(name, $"is '{Short(word)}'; expected {string.Join(", ", words)}{Meant(word, words)}");

    public bool Flag(string name) => _written.TryGetValue(name, out var value) && (value.ValueKind == JsonValueKind.String ? value.GetString() == "true" : value.GetBoolean());

    public IReadOnlyList<string>? Texts(string name)
    {
        if (!_written.TryGetValue(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String) return [value.GetString()!];
        string[] texts = [.. value.EnumerateArray().Select(static item => item.GetString()!)];
        return texts.Length > 0 ? texts : throw Wrong(name, "is an empty list");
    }

    public IReadOnlyList<string> NeedTexts(string name)
    {
        var texts = Texts(name) ?? throw Missing(name);
        return texts.All(static text => text.Length > 0) ? texts : throw Wrong(name, "holds an empty text");
    }

    public double? Number(string name, double least = double.MinValue, double most = double.MaxValue)
    {
        if (!_written.TryGetValue(name, out var value)) return null;
        var number = ReadNumber(value);
        if (number >= least && number <= most) return number;
        throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"is {number}; expected {(most < double.MaxValue ? $"{least} to {most}" : $"{least} or more")}"));
    }

    public double NeedNumber(string name, double least = double.MinValue) => Number(name, least) ?? throw Missing(name);

    public long? Count(string name, long least = 0) => Number(name, least, 1e15) is { } number ? (long)number : null;

    public JsonElement? Json(string name) => _written.TryGetValue(name, out var value) ? value : null;

    public JsonElement NeedJson(string name) => Json(name) ?? throw Missing(name);

    public FormatException Missing(string name) => new($"The evaluator '{_type.Name}' needs the option '{name}': {_type.Find(name)!.Summary}.");

    public FormatException Wrong(string name, string mistake) => new($"The option '{name}' of the evaluator '{_type.Name}' {Ended(mistake)}");

    /// <summary>What a mistyped word may have meant, as the end of a sentence; empty when nothing is near.</summary>
    public static string Meant(string word, IEnumerable<string> known) => NearestWord.Find(word, known) is { } near ? $". Did you mean '{near}'?" : "";

    /// <summary>A sentence with a mark at its end.</summary>
    public static string Ended(string sentence) => sentence.EndsWith('?') || sentence.EndsWith('.') ? sentence : sentence + ".";

    public static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private void Check(string name, JsonElement value)
    {
        if (_type.Find(name) is not { } option)
        {
            var known = _type.Options.Append(EvaluatorType.Pass).Select(static option => option.Name).ToArray();
            throw new FormatException(Ended($"The evaluator '{_type.Name}' has no option '{Short(name)}'; it has {string.Join(", ", known)}{Meant(name, known)}"));
        }

        var fits = option.Kind switch
        {
            OptionKind.Text => IsText(value),
            OptionKind.Texts => IsText(value) || value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostTexts && value.EnumerateArray().All(IsText),
            OptionKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False || value.ValueKind == JsonValueKind.String && TextOf(value) is "true" or "false",
            OptionKind.Number => !double.IsNaN(ReadNumber(value)),
            OptionKind.Count => ReadNumber(value) is var count && Math.Floor(count) == count,
            OptionKind.Object => value.ValueKind == JsonValueKind.Object,
            _ => value.ValueKind != JsonValueKind.Undefined,
        };
        if (!fits) throw Wrong(name, $"is {Shown(value)}; expected {option.Expected}");
    }

    /// <summary>A number, or a text that is one: on a command line everything is text. Not a number for anything else.</summary>
    private static double ReadNumber(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number) return value.TryGetDouble(out var number) && double.IsFinite(number) ? number : double.NaN;
        return TextOf(value) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && double.IsFinite(read) ? read : double.NaN;
    }

    private static bool IsText(JsonElement value) => TextOf(value) is { Length: <= LongestText };

    private static string? TextOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a letter, written as an escape.
            return null;
        }
    }

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TextOf(value) is { Length: <= LongestText } text ? $"the text '{Short(text)}'" : "a text that is too long or broken",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null => "null",
        _ => Short(value.GetRawText()),
    };
}

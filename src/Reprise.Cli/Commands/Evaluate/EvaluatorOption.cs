using System.CommandLine;
using System.Text.Json;
using Reprise.Evaluation;

namespace Reprise.Cli.Commands.Evaluate;

/// <summary>By what to score: a short form, an object, or a file that holds one object or a list of them. Files that options name are read here.</summary>
internal sealed class EvaluatorOption
{
    private const long LargestFile = 1 << 19;

    private readonly Option<string[]> _option = new("--evaluator", "-e")
    {
        Description = "By what to score, once or several times: a short form (contains:refund), a JSON object ('{\"type\":\"judge\",\"model\":\"openai/gpt-4o-mini\",\"rubric\":\"tone\"}'), or @file with one or a list of these",
        HelpName = "evaluator",
    };

    public static EvaluatorOption AddTo(Command command)
    {
        var option = new EvaluatorOption();
        command.Options.Add(option._option);
        return option;
    }

    public static JsonElement ToJson(EvaluatorSpec spec) => JsonElement.Parse(spec.ToJson());

    public IReadOnlyList<EvaluatorSpec> Read(ParseResult parsed)
    {
        try
        {
            return [.. (parsed.GetValue(_option) ?? []).SelectMany(Texts).Select(static text => WithFiles(EvaluatorSpec.Parse(text)))];
        }
        catch (FormatException e)
        {
            throw CommandFailedException.Usage($"--evaluator: {e.Message}");
        }
    }

    private static IEnumerable<string> Texts(string written)
    {
        if (!written.StartsWith('@')) return [written];
        var text = ReadFile(written[1..]);
        if (!text.TrimStart().StartsWith('[')) return [text];
        try
        {
            return [.. JsonElement.Parse(text).EnumerateArray().Select(static item => item.GetRawText())];
        }
        catch (JsonException e)
        {
            throw new FormatException($"'{written[1..]}' holds no list of evaluators: {e.Message}", e);
        }
    }

    /// <summary>The server reads no files: what an option names with <c>@</c> is put in its place.</summary>
    private static EvaluatorSpec WithFiles(EvaluatorSpec spec)
    {
        var options = new Dictionary<string, JsonElement>(spec.Options, StringComparer.Ordinal);
        foreach (var (name, value) in spec.Options)
        {
            if (name is not ("schema" or "rubric") || value.ValueKind != JsonValueKind.String || value.GetString() is not ['@', .. var file]) continue;
            var text = ReadFile(file);
            try
            {
                options[name] = name == "schema" ? JsonElement.Parse(text) : Quoted(text);
            }
            catch (JsonException e)
            {
                throw new FormatException($"'{file}' is no JSON: {e.Message}", e);
            }
        }

        return spec with { Options = options };
    }

    private static JsonElement Quoted(string text) => JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");

    private static string ReadFile(string path)
    {
        try
        {
            return new FileInfo(path).Length <= LargestFile ? File.ReadAllText(path) : throw new FormatException($"'{path}' is larger than {LargestFile:N0} bytes.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"'{path}' cannot be read: {e.Message}", e);
        }
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text;
using Reprise.Evaluation.Json;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation;

/// <summary>
/// An evaluator as people write it: a JSON object <c>{"type":"contains","value":"refund","name":"mentions_refund"}</c>, or its short form
/// <c>contains:refund</c> on a command line. What each type takes stands in docs/evaluation.md.
/// </summary>
public sealed record EvaluatorSpec
{
    /// <summary>Longer than this nobody writes one.</summary>
    public const int MaxLength = 1 << 19;

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 128, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Such as <c>exact</c>, <c>contains</c>, <c>json_schema</c> or <c>judge</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The name of its scores; the type when left out.</summary>
    public string? Name { get; init; }

    /// <summary>Everything else that was written.</summary>
    public IReadOnlyDictionary<string, JsonElement> Options { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Reads the object or the short form; also the short form as a JSON text, as it stands in a JSON list of evaluators.</summary>
    /// <exception cref="FormatException">It is neither; says so for people.</exception>
    public static EvaluatorSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength) throw new FormatException($"An evaluator is written in at most {MaxLength:N0} characters.");
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty) throw new FormatException("There is no evaluator; expected a type such as exact, or contains:refund.");
        try
        {
            if (trimmed[0] is not ('{' or '"')) return ReadShort(trimmed.ToString());
            using var document = JsonDocument.Parse(trimmed.ToString(), s_reading);
            if (!AnswerJson.IsReadable(text, document.RootElement)) throw new FormatException("The evaluator holds half a letter, written as an escape.");
            return document.RootElement.ValueKind == JsonValueKind.String ? ReadShort(document.RootElement.GetString()!) : ReadObject(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException(trimmed[0] is not ('{' or '"') ? "The evaluator holds half a letter." : "The evaluator is no valid JSON" + (e is JsonException { BytePositionInLine: { } place } ? $" at character {place + 1}." : "."), e);
        }
    }

    /// <summary>The object form, such as <see cref="Parse"/> reads it.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_writing))
        {
            json.WriteStartObject();
            json.WriteString("type", Type);
            if (Name is not null) json.WriteString("name", Name);
            foreach (var (name, value) in Options)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static EvaluatorSpec ReadObject(JsonElement json)
    {
        string? type = null, name = null;
        var options = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "type":
                    type = Text(property);
                    break;
                case "name":
                    name = Text(property);
                    break;
                default:
                    if (!options.TryAdd(property.Name, property.Value.Clone())) throw new FormatException($"The option '{EvaluatorOptions.Short(property.Name)}' stands twice in an evaluator.");
                    break;
            }
        }

        return new EvaluatorSpec { Type = type ?? throw new FormatException("The evaluator has no 'type'."), Name = name, Options = options };
    }

    private static string Text(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : throw new FormatException($"The '{property.Name}' of an evaluator must be text.");

    private static EvaluatorSpec ReadShort(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var type = (colon < 0 ? text : text[..colon]).Trim();
        if (colon < 0) return new EvaluatorSpec { Type = type };
        if (Evaluators.Find(type).ShortOption is not { } option) throw new FormatException($"The evaluator '{type}' has no short form with a value; write it alone, or as a JSON object.");
        var value = JsonEncodedText.Encode(text[(colon + 1)..], JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        using var document = JsonDocument.Parse($"\"{value}\"");
        return new EvaluatorSpec { Type = type, Options = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [option] = document.RootElement.Clone() } };
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Documents;

/// <summary>How documents are written as JSON everywhere: snake_case, unknown values left out, text readable rather than escaped.</summary>
/// <remarks>The relaxed encoder leaves <c>&lt;</c> and <c>&amp;</c> as they are: a document is JSON and must never be pasted into HTML.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(UtcJsonConverter)])]
[JsonSerializable(typeof(InteractionDocument))]
[JsonSerializable(typeof(SummaryDocument))]
[JsonSerializable(typeof(FactDocument))]
[JsonSerializable(typeof(BodiesDocument))]
[JsonSerializable(typeof(RequestDocument))]
[JsonSerializable(typeof(ResponseDocument))]
public sealed partial class DocumentJson : JsonSerializerContext
{
    /// <summary>The context to use: <see cref="Default"/> with the relaxed encoder, which an attribute cannot name.</summary>
    public static DocumentJson Relaxed => s_relaxed ??= new DocumentJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static DocumentJson? s_relaxed;
}

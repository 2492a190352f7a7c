using System.Buffers;
using System.Text;
using System.Text.Json;
using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>
/// The caller's metadata as a store keeps it: the whole of it sealed under <c>~</c>, and behind it each name and value sealed so that an engine still finds and counts by them.
/// </summary>
internal static class SealedMetadata
{
    private const string Whole = "~";
    private const string Place = "metadata";

    public static string? Seal(ISealer sealer, string project, string? json)
    {
        if (json is null) return null;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(Whole, SealedText.Seal(sealer, project, Place, json));
            foreach (var (name, value) in FieldValue.AllMetadata(json))
                writer.WriteString(SealedText.SealEqual(sealer, project, SealedFields.MetadataName, name)!, SealedText.SealEqual(sealer, project, SealedFields.MetadataValue, value));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static string? Open(ISealer sealer, string project, string? json)
    {
        if (json is null || !json.Contains("\"" + Whole + "\"", StringComparison.Ordinal) || FieldValue.Metadata(json, Whole) is not { } whole || !SealedText.IsSealed(whole)) return json;
        return SealedText.Open(sealer, project, Place, whole) is var text && text is SealedText.Erased or SealedText.Unreadable ? JsonSerializer.Serialize(text, SealedJson.Default.String) : text;
    }

    /// <summary>JSON that is only shown, never asked: sealed as one JSON string.</summary>
    public static string? SealValue(ISealer sealer, string project, string place, string? json) => json is null ? null : $"\"{SealedText.Seal(sealer, project, place, json)}\"";

    public static string? OpenValue(ISealer sealer, string project, string place, string? json)
    {
        if (json is null || !json.StartsWith("\"" + SealedText.Mark, StringComparison.Ordinal)) return json;
        return SealedText.Open(sealer, project, place, json.Trim('"')) is var text && text is SealedText.Erased or SealedText.Unreadable ? JsonSerializer.Serialize(text, SealedJson.Default.String) : text;
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class SealedJson : System.Text.Json.Serialization.JsonSerializerContext;

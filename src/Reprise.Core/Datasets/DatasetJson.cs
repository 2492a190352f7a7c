using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Interactions;

namespace Reprise.Datasets;

/// <summary>How datasets are written into settings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DatasetNote))]
[JsonSerializable(typeof(DatasetPart))]
[JsonSerializable(typeof(DatasetVersion))]
[JsonSerializable(typeof(CaseNote))]
internal sealed partial class DatasetJson : JsonSerializerContext
{
    /// <summary>Letters as they are: escaped, a text of another script takes three times its bytes.</summary>
    public static DatasetJson Relaxed => s_relaxed ??= new DatasetJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static DatasetJson? s_relaxed;
}

/// <summary>The head of a dataset: what is known of it without its cases.</summary>
internal sealed record DatasetNote
{
    public string? Description { get; init; }
    public IReadOnlyList<VersionNote> Versions { get; init; } = [];

    /// <summary>The newest number ever given, also when its version was removed: a number never means two things.</summary>
    public int Numbers { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, DatasetJson.Relaxed.DatasetNote);

    /// <summary>Null when it is not ours to read.</summary>
    public static DatasetNote? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DatasetJson.Default.DatasetNote);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A version and in how many settings its cases lie.</summary>
internal sealed record VersionNote
{
    public required DatasetVersion Version { get; init; }
    public required int Parts { get; init; }

    /// <summary>Names the parts. Not the number, since two people may make the next version at once.</summary>
    public required string PartKey { get; init; }
}

/// <summary>A run of cases, small enough for one setting.</summary>
internal sealed record DatasetPart
{
    public IReadOnlyList<CaseNote> Cases { get; init; } = [];
}

internal sealed record CaseNote
{
    public required string Id { get; init; }
    public string? InteractionId { get; init; }
    public string? Provider { get; init; }
    public string? Path { get; init; }
    public string? Body { get; init; }
    public string? Expected { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    public static CaseNote Of(DatasetCase item) => new()
    {
        Id = item.CaseId, InteractionId = item.InteractionId?.ToString(), Provider = item.Request?.Provider, Path = item.Request?.Path, Body = item.Request?.Body,
        Expected = item.Expected, Tags = item.Tags.Count == 0 ? null : item.Tags,
    };

    /// <summary>Equal for equal cases.</summary>
    public UInt128 Hash() => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, DatasetJson.Relaxed.CaseNote)));

    public DatasetCase ToCase() => new()
    {
        CaseId = Id,
        InteractionId = InteractionId is null ? null : Interactions.InteractionId.Parse(InteractionId),
        Request = Body is null ? null : new DatasetRequest(Provider ?? "", Path ?? "", Body),
        Expected = Expected,
        Tags = Tags ?? [],
    };
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Batches;

/// <summary>How batches and their calls are kept in the settings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Batch))]
[JsonSerializable(typeof(BatchPart))]
[JsonSerializable(typeof(BatchPiece))]
[JsonSerializable(typeof(BatchRequest))]
internal sealed partial class BatchJson : JsonSerializerContext
{
    /// <summary>Null for what another version wrote and this one cannot read.</summary>
    public static Batch? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.Batch);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Some calls of a leg.</summary>
internal sealed record BatchPart
{
    public required List<BatchRow> Rows { get; init; }
}

/// <summary>A part of a call that is too large for one setting.</summary>
internal sealed record BatchPiece
{
    public required byte[] Data { get; init; }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Proof.Verification;

/// <summary>
/// Everything by which somebody with no access to the record can tell that an interaction was recorded, with exactly this content, before a checkpoint was signed.
/// Needs nothing of this program; <c>docs/proof.md</c> has a script.
/// </summary>
public sealed record InclusionProof
{
    public required string InteractionId { get; init; }
    public required string Project { get; init; }

    /// <summary>What was hashed of the columns: the canonical form, letter for letter.</summary>
    public required string Columns { get; init; }

    /// <summary>Hex; SHA-256 over it and the columns is line 7 of the entry.</summary>
    public required string ColumnsSalt { get; init; }

    /// <summary>The same of bodies, which name the SHA-256 of the exact bytes; left out where there are none any more.</summary>
    public string? Bodies { get; init; }
    public string? BodiesSalt { get; init; }

    /// <summary>The entry: eight lines. SHA-256 over a zero byte and this text is the leaf.</summary>
    public required string Entry { get; init; }

    /// <summary>The leaf's place in the tree.</summary>
    public required long Index { get; init; }
    public required string Leaf { get; init; }

    /// <summary>The audit path of RFC 6962, from the leaf up, hex.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>The signed checkpoint; its lines 4 and 6 are size and root of the tree.</summary>
    public required ExportedCheckpoint Checkpoint { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, InclusionProofJson.Default.InclusionProof);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(InclusionProof))]
internal sealed partial class InclusionProofJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Proof.Chain;

namespace Reprise.Proof;

/// <summary>A checkpoint on its own, for a place outside: what was signed, the signature, and the key to check it with.</summary>
public sealed record ExportedCheckpoint
{
    /// <summary>The signed text, letter for letter.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>ECDSA P-256 with SHA-256, DER, base64.</summary>
    public required string Signature { get; init; }

    /// <summary>PEM.</summary>
    public required string PublicKey { get; init; }

    public static ExportedCheckpoint Of(SignedCheckpoint checkpoint, string publicKey)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new ExportedCheckpoint { Checkpoint = checkpoint.Text, Signature = Convert.ToBase64String(checkpoint.Signature.Span), PublicKey = publicKey };
    }

    /// <summary>Null when the text is none, or its own signature is wrong.</summary>
    public static ExportedCheckpoint? Parse(string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize(json, ExportedCheckpointJson.Default.ExportedCheckpoint);
            return read is not null && Chain.Checkpoint.Parse(read.Checkpoint) is not null
                && SigningKey.IsSigned(read.PublicKey, new SignedCheckpoint(read.Checkpoint, Convert.FromBase64String(read.Signature))) ? read : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, ExportedCheckpointJson.Default.ExportedCheckpoint) + "\n";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ExportedCheckpoint))]
internal sealed partial class ExportedCheckpointJson : JsonSerializerContext;

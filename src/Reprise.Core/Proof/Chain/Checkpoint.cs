using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Proof.Chain;

/// <summary>What a checkpoint says: how the proof stood at some moment.</summary>
public sealed record Checkpoint
{
    private const string Title = "reprise-checkpoint-1";

    /// <summary>Names the proof this is of: 32 hex digits, made when it began.</summary>
    public required string Log { get; init; }

    /// <summary>From 1 on without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>Entries up to here.</summary>
    public required long Size { get; init; }

    /// <summary>Hash of the chain after them.</summary>
    public required string Chain { get; init; }

    /// <summary>Root of the Merkle tree over them.</summary>
    public required string Root { get; init; }

    /// <summary>When, milliseconds since 1970.</summary>
    public required long At { get; init; }

    /// <summary>SHA-256 of the text of the checkpoint before, or <c>-</c>.</summary>
    public required string Previous { get; init; }

    /// <summary>What is signed: eight lines, the last without its end.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Title}\n{Log}\n{Number}\n{Size}\n{Chain}\n{Root}\n{At}\n{Previous}");

    /// <summary>Null when the text is no checkpoint.</summary>
    public static Checkpoint? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        if (lines is not [Title, _, _, _, _, _, _, _]) return null;
        if (!long.TryParse(lines[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !long.TryParse(lines[6], NumberStyles.None, CultureInfo.InvariantCulture, out var at)) return null;
        return new Checkpoint { Log = lines[1], Number = number, Size = size, Chain = lines[4], Root = lines[5], At = at, Previous = lines[7] };
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A checkpoint as it was signed.</summary>
/// <param name="Text">See <see cref="Checkpoint.ToText"/>.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over the text in UTF-8, as DER.</param>
public sealed record SignedCheckpoint(string Text, ReadOnlyMemory<byte> Signature);

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reprise.Interactions;

namespace Reprise.Proof.Chain;

/// <summary>One entry of the proof. Its text is what is hashed; salts and detail stand beside it.</summary>
public sealed record ProofEntry
{
    /// <summary>Its place, from 0 on without gaps.</summary>
    public required long Sequence { get; init; }
    public required ProofKind Kind { get; init; }

    /// <summary>The project; empty for the whole installation.</summary>
    public required string Project { get; init; }

    /// <summary>Of the interaction, the fact or the audit entry; of a tombstone its own.</summary>
    public required InteractionId Id { get; init; }

    /// <summary>What a fact speaks of, for finding it; empty otherwise. The canonical form of the fact says it too.</summary>
    public InteractionId About { get; init; }

    /// <summary>When it was chained, milliseconds since 1970.</summary>
    public required long At { get; init; }

    /// <summary>SHA-256 of the salt and the canonical form; of a tombstone, of its <see cref="Detail"/> alone.</summary>
    public required ReadOnlyMemory<byte> Digest { get; init; }

    /// <summary>The same of the bodies of an interaction; empty where it has none.</summary>
    public ReadOnlyMemory<byte> Bodies { get; init; }

    /// <summary>16 bytes; empty when they were destroyed, and of tombstones.</summary>
    public ReadOnlyMemory<byte> Salt { get; init; }

    public ReadOnlyMemory<byte> BodiesSalt { get; init; }

    /// <summary>Hash of the chain up to here and with it.</summary>
    public ReadOnlyMemory<byte> Chain { get; init; }

    /// <summary>The tombstone that removed it, or −1. For finding only: what counts is what the tombstones say.</summary>
    public long GoneBy { get; init; } = -1;

    /// <summary>What a tombstone says: JSON.</summary>
    public string? Detail { get; init; }

    /// <summary>What is hashed: eight lines, the last without its end.</summary>
    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"reprise-proof-1\n{Sequence}\n{WordOf(Kind)}\n{Project}\n{Id}\n{At}\n{Hex(Digest)}\n{Hex(Bodies)}");

    /// <summary>The leaf of the tree: SHA-256 over a zero byte and the text.</summary>
    public byte[] Leaf()
    {
        var text = ToText();
        Span<byte> bytes = stackalloc byte[1 + 512];
        var length = 1 + Encoding.UTF8.GetByteCount(text);
        var place = length <= bytes.Length ? bytes[..length] : new byte[length];
        place[0] = 0;
        Encoding.UTF8.GetBytes(text, place[1..]);
        return SHA256.HashData(place);
    }

    public static string WordOf(ProofKind kind) => kind switch
    {
        ProofKind.Interaction => "interaction",
        ProofKind.Fact => "fact",
        ProofKind.Audit => "audit",
        ProofKind.Removed => "removed",
        ProofKind.BodiesRemoved => "bodies_removed",
        ProofKind.Adopted => "adopted",
        _ => string.Create(CultureInfo.InvariantCulture, $"kind-{(int)kind}"),
    };

    private static string Hex(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? "-" : Convert.ToHexStringLower(bytes.Span);
}

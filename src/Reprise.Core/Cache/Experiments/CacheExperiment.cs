using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Cache.Experiments;

/// <summary>Two policies side by side on the same traffic. Immutable.</summary>
public sealed record CacheExperiment
{
    /// <summary>1 to 64 of a–z, 0–9, <c>-</c>, <c>_</c>. Another name deals the traffic out anew.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the one policy.</summary>
    public required string PolicyA { get; init; }

    /// <summary>Name of the other.</summary>
    public required string PolicyB { get; init; }

    /// <summary>Share of keys that get policy a, 0 to 1. Who has it keeps it when the share grows.</summary>
    public double ShareA { get; init; } = 0.5;

    /// <summary>What stays together.</summary>
    public ExperimentUnit Unit { get; init; } = ExperimentUnit.Question;

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Which arm a key belongs to: the same on every server and after every restart, and unrelated between experiments.</summary>
    /// <param name="key">The user, the session, or what was asked; whatever <see cref="Unit"/> says.</param>
    public ExperimentArm ArmOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{key}"), hash);
        const double places = 1UL << 53;
        var place = (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) / places;
        return place < ShareA ? ExperimentArm.A : ExperimentArm.B;
    }

    /// <summary>On the record of every call that was dealt to an arm, and on no other.</summary>
    public string TagOf(ExperimentArm arm) => $"cache-experiment/{Name}/{(arm == ExperimentArm.A ? 'a' : 'b')}";

    /// <summary>The policy of an arm.</summary>
    public string PolicyOf(ExperimentArm arm) => arm == ExperimentArm.A ? PolicyA : PolicyB;
}

/// <summary>What is dealt out as one.</summary>
public enum ExperimentUnit
{
    /// <summary>The exact key of the request: the same question meets the same policy.</summary>
    Question,
    User,
    Session,
}

public enum ExperimentArm
{
    A,
    B,
}

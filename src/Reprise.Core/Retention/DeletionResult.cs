using System.Text.Json.Serialization;

namespace Reprise.Retention;

/// <summary>What a deletion did, would do, or why it did nothing.</summary>
public sealed record DeletionResult
{
    public required bool DryRun { get; init; }

    /// <summary>Nothing was deleted, because some of it is held and was not to be left out.</summary>
    [JsonIgnore]
    public bool IsRefused { get; init; }

    /// <summary>False when it stopped on the way: the same request goes on with the rest.</summary>
    public required bool Complete { get; init; }

    /// <summary>How many went; of a dry run or a refusal, how many are free to go.</summary>
    public required long Interactions { get; init; }

    /// <summary>Bytes of their bodies as recorded.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many of the selection are held.</summary>
    public required long Held { get; init; }

    /// <summary>By which holds; an interaction may be held by several.</summary>
    public required IReadOnlyList<HeldCount> Holds { get; init; }

    /// <summary>The selection as it was understood, with times written out. Sent again with <c>from</c> and <c>to</c> it means the same at any later time.</summary>
    public required string Q { get; init; }
    public DateTimeOffset? From { get; init; }

    /// <summary>Just behind the newest that was counted, so that what is recorded later with a later time is not selected.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <param name="Name">The hold's name.</param>
/// <param name="Interactions">How many of the selection it holds.</param>
public sealed record HeldCount(string Name, long Interactions);

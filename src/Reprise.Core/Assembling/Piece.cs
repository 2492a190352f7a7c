using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Assembling;

/// <summary>
/// A part of an interaction that others recorded, as it arrived: a span, a log event, an update. Pieces of one key become one interaction, in whatever order they
/// come and however often.
/// </summary>
public sealed record Piece
{
    public required string Project { get; init; }

    /// <summary>Who sends such pieces: <c>otlp</c>, <c>langfuse</c>. Keys of different sources never meet.</summary>
    public required string Source { get; init; }

    /// <summary>What the piece belongs to: <c>trace:span</c> of OpenTelemetry, the observation's id of Langfuse; for a piece of a trace the trace alone. 1 to 256 characters.</summary>
    public required string Key { get; init; }

    /// <summary>Whether it holds for every interaction of <see cref="Trace"/> (user, session, tags, metadata), and is none itself.</summary>
    public bool IsOfTrace { get; init; }

    /// <summary>The trace it belongs to; null when it says none.</summary>
    public string? Trace { get; init; }

    /// <summary>Tells pieces of one key from each other: a piece that comes again with the same mark counts once. Null: told by its content.</summary>
    public string? Mark { get; init; }

    /// <summary>Begins the mark of a piece that carries one message of a conversation: it follows the messages before it and does not take their place.</summary>
    public const string MessageMark = "message:";

    /// <summary>When its sender made it; of two pieces that say different things the later one prevails.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When what it tells of ended, where another piece may say when it began: the latency is the time between the two. Null when it does not say.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the first of its answer came, in the same way. Null when it does not say.</summary>
    public DateTimeOffset? FirstOutputAt { get; init; }

    /// <summary>What it says. Members that are null say nothing. Its <c>interaction_id</c> and <c>project</c> are not asked.</summary>
    public required InteractionDocument Content { get; init; }

    /// <summary>Scores and labels that came with it.</summary>
    public IReadOnlyList<FactDocument> Facts { get; init; } = [];

    /// <summary>Whether nothing more is expected: the span has ended and carries its content. It is recorded at once, and anything that follows amends it.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The key of the interaction that a trace itself is, where its source has one.</summary>
    public static string KeyOfTrace(string trace) => $"trace:{trace}";

    /// <summary>The id under which pieces of a key are recorded, the same each time: made from project, source and key.</summary>
    public static InteractionId IdOf(string project, string source, string key) => InteractionId.FromForeign($"{project}\n{source}\n{key}");
}

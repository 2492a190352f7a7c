using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>
/// Keeps interactions and the facts about them. Safe for use from many threads. What is promised here is proven for every engine by the conformance suite.
/// </summary>
public interface IInteractionStore : IAsyncDisposable
{
    /// <summary>The engine's name for people: <c>sqlite</c>, <c>memory</c> …</summary>
    string Engine { get; }

    /// <summary>Opens, creating or migrating what is needed. Called once, before anything else. Throws <see cref="StoreException"/>.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores a batch. When the task completes everything in it is on record: every later read sees it, and it survives the end of the process, however that
    /// ends. Whether it survives a power cut too is the engine's setting (SQLite: <c>Synchronous</c>). Sending it again stores it once (an id that is known is
    /// left as it is). On failure part of it may be stored and the whole batch may be sent again.
    /// </summary>
    Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken);

    /// <summary>One interaction, bodies byte for byte and facts oldest first; null when the project has none of that id.</summary>
    Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken);

    /// <summary>A page, newest first (see <see cref="Position"/>), without bodies. Stable under appends: following the cursor neither repeats nor skips.</summary>
    Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// A page of whole interactions, with bodies and facts, for those who move or copy a record. The same selection, order and cursors as
    /// <see cref="SearchAsync"/>; a page may hold fewer than the limit (one at least) when its bodies are large, about <see cref="RecordPage.MostBytes"/>.
    /// Each interaction is whole and of one moment. Their <see cref="RecordedInteraction.SearchText"/> is empty.
    /// </summary>
    Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken);

    /// <summary>Counts, sums and percentiles over what a filter selects. Counts and sums are exact; percentiles as <see cref="AggregateQuery"/> says.</summary>
    Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken);

    /// <summary>Removes what the query selects (its limit and cursor do not count), with facts and bodies nobody else uses. Returns how many went.</summary>
    Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the bodies, response headers and previews of what the query selects and leaves the other columns and the facts; <see cref="Interaction.RequestBytes"/>
    /// and <see cref="Interaction.ResponseBytes"/> go on saying how long they were. Words from them may find it until the engine has tidied up. Returns how
    /// many still had any of these.
    /// </summary>
    Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken);

    /// <summary>The projects that have anything on record, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes what was removed unreadable: afterwards none of the engine's files holds bytes of it, as far as the engine has them in its hands (not archives, replicas and
    /// snapshots of others). Takes as long as writing the record anew; recording may have to wait meanwhile, which its journal is for. Safe to be called again.
    /// </summary>
    Task ScrubAsync(CancellationToken cancellationToken) => throw new NotSupportedException($"The store '{Engine}' cannot scrub its files.");

    /// <summary>Removes these facts as long as they wait for their interaction; others stay. Returns how many went.</summary>
    Task<int> DeleteWaitingFactsAsync(string project, IReadOnlyList<InteractionId> factIds, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The store '{Engine}' cannot remove waiting facts.");

    /// <summary>Facts whose interaction has not come, in the order of their ids, from behind <paramref name="after"/> on; at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken);
}

/// <summary>What one append carries.</summary>
public sealed record StoreBatch
{
    public IReadOnlyList<RecordedInteraction> Interactions { get; init; } = [];

    /// <summary>Facts about interactions of this batch or earlier ones. A fact about an unknown interaction is kept and joins it when it comes.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];
}

/// <summary>Which interactions, and which page of them.</summary>
public sealed record InteractionQuery
{
    public const int MaxLimit = 1000;

    public required string Project { get; init; }
    public Filter Filter { get; init; } = Filter.All;

    /// <summary>From this time on; null means unbounded, on purpose.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>The cursor of the page before, or null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Why what it selects is removed, for the tombstones of the proof: <c>retention</c>, <c>deletion</c> or <c>erasure:id</c>. Selects nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>Who has it removed, for the same. Selects nothing.</summary>
    public string? Actor { get; init; }

    /// <summary>Oldest first instead; for reading a session from its start.</summary>
    public bool Ascending { get; init; }
}

/// <param name="Items">At most the limit.</param>
/// <param name="Cursor">Asks for what follows; null when this was the last page.</param>
public sealed record InteractionPage(IReadOnlyList<InteractionSummary> Items, string? Cursor);

/// <param name="Items">At most the limit.</param>
/// <param name="Cursor">Asks for what follows; null when this was the last page.</param>
public sealed record RecordPage(IReadOnlyList<RecordedInteraction> Items, string? Cursor)
{
    /// <summary>Bytes of bodies after which a page ends.</summary>
    public const long MostBytes = 32L << 20;
}

/// <summary>One row of a list: the interaction and what facts say of it by now.</summary>
/// <param name="Interaction">The recorded columns.</param>
/// <param name="Facts">All its facts, oldest first; empty for most.</param>
public sealed record InteractionSummary(Interaction Interaction, IReadOnlyList<Fact> Facts);

/// <summary>The store could not do it. Says why in words a person can act on.</summary>
public sealed class StoreException : Exception
{
    public StoreException() { }
    public StoreException(string message) : base(message) { }
    public StoreException(string message, Exception inner) : base(message, inner) { }

    /// <summary>True when the same call may succeed later: the engine is down, locked or out of space.</summary>
    public bool IsTransient { get; init; }
}

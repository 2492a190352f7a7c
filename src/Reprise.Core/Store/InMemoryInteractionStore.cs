using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>
/// Keeps everything in memory, in the plainest way: the oracle that other engines are measured against, and a store for tests and demonstrations. Lost when
/// the process ends; every search looks at everything.
/// </summary>
public sealed class InMemoryInteractionStore : IInteractionStore
{
    private static readonly string?[] s_noGroup = [null];
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Entry> _byPosition = [];
    private readonly Dictionary<(string Project, InteractionId Id), Entry> _byId = [];
    private readonly Dictionary<(string Project, InteractionId Id), List<Fact>> _facts = [];
    private readonly HashSet<(string Project, InteractionId FactId)> _factIds = [];

    public string Engine => "memory";

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var known = new List<int>();
            for (var i = 0; i < batch.Interactions.Count; i++)
                if (!Append(batch.Interactions[i])) known.Add(i);
            foreach (var fact in batch.Facts) Append(fact);
            return Task.FromResult(new AppendResult(batch.Interactions.Count - known.Count, known.Count) { KnownAt = known });
        }
    }

    public Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_byId.TryGetValue((project, id), out var entry) ? entry.Recorded with { Facts = FactsOf(entry) } : null);
        }
    }

    public Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var (page, cursor) = Page(query);
            var items = page.Select(entry => new InteractionSummary(entry.Recorded.Interaction, FactsOf(entry))).ToArray();
            return Task.FromResult(new InteractionPage(items, cursor));
        }
    }

    public Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var (page, cursor) = Page(query);
            var bytes = 0L;
            var count = page.TakeWhile(entry => (bytes += BytesOf(entry.Recorded)) - BytesOf(entry.Recorded) < RecordPage.MostBytes).Count();
            if (count < page.Length) (page, cursor) = (page[..count], PageCursor.Write(page[count - 1].Position, query.Ascending));
            var items = page.Select(entry => entry.Recorded with { Facts = FactsOf(entry), SearchText = "" }).ToArray();
            return Task.FromResult(new RecordPage(items, cursor));
        }
    }

    public Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        var fields = QueryLimits.Check(query);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var table = new AggregateTable(query);
            foreach (var entry in _byPosition.Values.Where(entry => Selects(query.Project, query.From, query.To, query.Filter, entry)))
            {
                var facts = FactFold.Of(FactsOf(entry));
                var sample = AggregateSample.Of(entry.Recorded.Interaction, facts);
                foreach (var first in GroupsOf(fields, 0, entry, facts))
                {
                    foreach (var second in GroupsOf(fields, 1, entry, facts)) table.Add(first, second, sample);
                }
            }

            return Task.FromResult(table.ToResult());
        }
    }

    public Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query with { Cursor = null });
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var selected = _byPosition.Values.Where(entry => Selects(query.Project, query.From, query.To, query.Filter, entry)).ToArray();
            foreach (var entry in selected)
            {
                _byPosition.Remove(entry.Position);
                _byId.Remove(entry.Key);
                if (!_facts.Remove(entry.Key, out var facts)) continue;
                foreach (var fact in facts) _factIds.Remove((fact.Project, fact.FactId));
            }

            return Task.FromResult((long)selected.Length);
        }
    }

    public Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query with { Cursor = null });
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var selected = _byPosition.Values.Where(entry => HasBodies(entry.Recorded) && Selects(query.Project, query.From, query.To, query.Filter, entry)).ToArray();
            foreach (var entry in selected)
            {
                var bare = entry.Recorded with
                {
                    Interaction = entry.Recorded.Interaction with { PromptPreview = null, ContentPreview = null },
                    Request = null,
                    Response = null,
                    ResponseHeaders = [],
                    SearchText = "",
                };
                _byPosition[entry.Position] = _byId[entry.Key] = new Entry(entry.Position, bare, []);
            }

            return Task.FromResult((long)selected.Length);
        }
    }

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            IReadOnlyList<string> projects = [.. _byId.Keys.Concat(_facts.Keys).Select(key => key.Project).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            return Task.FromResult(projects);
        }
    }

    public Task ScrubAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<int> DeleteWaitingFactsAsync(string project, IReadOnlyList<InteractionId> factIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factIds);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var wanted = factIds.ToHashSet();
            var waiting = _facts.Where(pair => pair.Key.Project == project && !_byId.ContainsKey(pair.Key)).ToArray();
            return Task.FromResult(waiting.Sum(pair => pair.Value.RemoveAll(fact => wanted.Contains(fact.FactId) && _factIds.Remove((project, fact.FactId)))));
        }
    }

    public Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            IReadOnlyList<Fact> waiting =
            [
                .. _facts.Where(pair => pair.Key.Project == project && !_byId.ContainsKey(pair.Key)).SelectMany(pair => pair.Value)
                    .Where(fact => after is null || fact.FactId.CompareTo(after.Value) > 0).OrderBy(fact => fact.FactId).Take(limit),
            ];
            return Task.FromResult(waiting);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static long BytesOf(RecordedInteraction recorded) => (recorded.Request?.Bytes.Length ?? 0L) + (recorded.Response?.Bytes.Length ?? 0L);

    private static bool HasBodies(RecordedInteraction recorded) =>
        recorded is not { Request: null, Response: null, ResponseHeaders.Count: 0, Interaction: { PromptPreview: null, ContentPreview: null } };

    private (Entry[] Page, string? Cursor) Page(InteractionQuery query)
    {
        var after = PageCursor.Of(query);
        var ordered = query.Ascending ? _byPosition.Values.AsEnumerable() : _byPosition.Values.Reverse();
        var page = ordered
            .Where(entry => after is null || (query.Ascending ? entry.Position > after : entry.Position < after))
            .Where(entry => Selects(query.Project, query.From, query.To, query.Filter, entry))
            .Take(query.Limit + 1)
            .ToArray();
        return (page.Length > query.Limit ? page[..query.Limit] : page, page.Length > query.Limit ? PageCursor.Write(page[query.Limit - 1].Position, query.Ascending) : null);
    }

    private bool Append(RecordedInteraction recorded)
    {
        foreach (var fact in recorded.Facts) Append(fact);
        var interaction = StoredShape.Of(recorded.Interaction);
        if (_byId.ContainsKey((interaction.Project, interaction.Id))) return false;
        var position = Free(Position.Of(interaction.Timestamp, interaction.Id));
        var kept = recorded with { Interaction = interaction with { Timestamp = Position.Time(position) }, Request = Copy(recorded.Request), Response = Copy(recorded.Response), Facts = [] };
        var entry = new Entry(position, kept, SearchTokens.Of(recorded.SearchText));
        _byPosition.Add(position, entry);
        _byId.Add(entry.Key, entry);
        return true;
    }

    private long Free(long position)
    {
        var first = position;
        while (_byPosition.ContainsKey(position))
        {
            position = Position.Next(position);
            if (position == first) position = first = Position.NextMillisecond(position);
        }

        return position;
    }

    private void Append(Fact fact)
    {
        if (!_factIds.Add((fact.Project, fact.FactId))) return;
        var key = (fact.Project, fact.InteractionId);
        if (!_facts.TryGetValue(key, out var facts)) _facts[key] = facts = [];
        facts.Add(StoredShape.Of(fact));
    }

    private IReadOnlyList<Fact> FactsOf(Entry entry) => _facts.TryGetValue(entry.Key, out var facts) ? FactFold.Ordered(facts) : [];

    private bool Selects(string project, DateTimeOffset? from, DateTimeOffset? to, Filter filter, Entry entry)
    {
        var interaction = entry.Recorded.Interaction;
        if (interaction.Project != project) return false;
        if (from is not null && interaction.Timestamp < from) return false;
        if (to is not null && interaction.Timestamp >= to) return false;
        return new FilterMatch(interaction, FactFold.Of(FactsOf(entry)), entry.Tokens).Matches(filter);
    }

    private static IReadOnlyList<string?> GroupsOf(IReadOnlyList<FilterField> fields, int index, Entry entry, FactFold facts)
    {
        if (index >= fields.Count) return s_noGroup;
        IReadOnlyList<string?> groups = FieldValue.Groups(fields[index], entry.Recorded.Interaction, facts);
        return groups.Count == 0 ? s_noGroup : groups;
    }

    private static Body? Copy(Body? body) => body is null ? null : body with { Bytes = body.Bytes.ToArray() };

    private sealed record Entry(long Position, RecordedInteraction Recorded, IReadOnlyList<string> Tokens)
    {
        public (string Project, InteractionId Id) Key => (Recorded.Interaction.Project, Recorded.Interaction.Id);
    }
}

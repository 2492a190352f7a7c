using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Entries;
using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Server.Tests.Cache;

/// <summary>The entries as they are, with what a test lets go wrong.</summary>
internal sealed class TroubledEntries : ICacheEntries
{
    private ICacheEntries? _inner;
    private int _failingAdds;
    private int _waitingAdds;

    /// <summary>Additions wait while it is closed.</summary>
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    public bool IsClosed { get; set; }

    /// <summary>So many additions fail from now on.</summary>
    public int FailingAdds
    {
        get => Volatile.Read(ref _failingAdds);
        set => Volatile.Write(ref _failingAdds, value);
    }

    public int WaitingAdds => Volatile.Read(ref _waitingAdds);

    /// <summary>Notes written since the start, by name.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Noted { get; } = [];

    private ICacheEntries Inner => _inner ?? throw new InvalidOperationException("Used before it stands before anything.");

    /// <summary>Puts it before the entries of a server.</summary>
    public void StandBefore(IServiceCollection services)
    {
        var registered = services.Last(static service => service.ServiceType == typeof(ICacheEntries)).ImplementationFactory!;
        services.AddSingleton<ICacheEntries>(provider =>
        {
            _inner = (ICacheEntries)registered(provider);
            return this;
        });
    }

    public CacheEntriesState Open() => IsClosed ? throw new CacheEntriesException("closed, for a test") : Inner.Open();

    public CacheEntriesAdded Add(IReadOnlyList<CacheEntry> entries)
    {
        Interlocked.Increment(ref _waitingAdds);
        Gate.Wait(TimeSpan.FromMinutes(1));
        Interlocked.Decrement(ref _waitingAdds);
        if (Volatile.Read(ref _failingAdds) > 0 && Interlocked.Decrement(ref _failingAdds) >= 0) throw new CacheEntriesException("no room, for a test");
        return Inner.Add(entries);
    }

    public CacheEntry? Find(long number) => Inner.Find(number);

    public IReadOnlyList<CacheEntry> FindExact(PartitionKey exact, int most) => Inner.FindExact(exact, most);

    public IReadOnlyList<CacheEntry> FindBySource(string project, InteractionId source) => Inner.FindBySource(project, source);

    public IReadOnlyList<CacheEntry> List(string? project, string? policy, long after, int limit) => Inner.List(project, policy, after, limit);

    public bool Update(long number, double? quality, bool isPinned, DateTimeOffset? expires) => Inner.Update(number, quality, isPinned, expires);

    public int Remove(IReadOnlyList<long> numbers) => Inner.Remove(numbers);

    public IReadOnlyList<CacheEntryCount> Count() => Inner.Count();

    public string? Note(string name) => Inner.Note(name);

    public void SetNote(string name, string value)
    {
        Noted.Enqueue(name);
        Inner.SetNote(name, value);
    }

    public void Flush() => Inner.Flush();

    public void DropSetAside(TimeSpan age) => Inner.DropSetAside(age);

    public void Dispose()
    {
        Gate.Dispose();
        _inner?.Dispose();
    }
}

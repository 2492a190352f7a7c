using System.Threading.Channels;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Capture;

/// <summary>
/// Passes interactions on to whoever watches, right after they were stored. Each watcher has a queue of its own, of <see cref="QueueCapacity"/> items; when
/// one is too slow its oldest items are dropped and counted, and nobody else notices. Safe for use from many threads.
/// </summary>
public sealed class LiveFeed : ICaptureObserver
{
    public const int QueueCapacity = 256;

    private readonly Lock _gate = new();
    private volatile Subscription[] _subscriptions = [];

    /// <summary>How many watch.</summary>
    public int Watchers => _subscriptions.Length;

    /// <summary>Passes on what was stored. Never waits and never throws; without watchers it costs a read of one field.</summary>
    public void Publish(RecordedInteraction record)
    {
        var subscriptions = _subscriptions;
        if (subscriptions.Length == 0) return;
        ArgumentNullException.ThrowIfNull(record);
        foreach (var subscription in subscriptions) subscription.Offer(record);
    }

    /// <summary>As <see cref="Publish(RecordedInteraction)"/> for a caller without the searchable text: filters on words then match nothing.</summary>
    public void Publish(Interaction interaction)
    {
        if (_subscriptions.Length > 0) Publish(new RecordedInteraction { Interaction = interaction });
    }

    public void Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        if (_subscriptions.Length == 0) return;
        foreach (var interaction in interactions) Publish(interaction);
    }

    /// <summary>Begins to watch what a filter selects in a project; dispose it to stop.</summary>
    public Subscription Subscribe(string project, Filter filter)
    {
        var subscription = new Subscription(this, project, filter);
        lock (_gate) _subscriptions = [.. _subscriptions, subscription];
        return subscription;
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate) _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
    }

    /// <summary>One watcher. Read by one reader at a time.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly LiveFeed _feed;
        private readonly string _project;
        private readonly Filter _filter;
        private readonly Channel<Interaction> _queue;
        private long _dropped;

        internal Subscription(LiveFeed feed, string project, Filter filter)
        {
            (_feed, _project, _filter) = (feed, project, filter);
            var options = new BoundedChannelOptions(QueueCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
            _queue = Channel.CreateBounded<Interaction>(options, _ => Interlocked.Increment(ref _dropped));
        }

        /// <summary>Items dropped since the subscription began, because the reader was too slow.</summary>
        public long Dropped => Interlocked.Read(ref _dropped);

        /// <summary>Takes the next item if one is there.</summary>
        public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Interaction? interaction) => _queue.Reader.TryRead(out interaction);

        /// <summary>Completes when an item is there; false when the subscription has ended.</summary>
        public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _queue.Reader.WaitToReadAsync(cancellationToken);

        public void Dispose()
        {
            _feed.Remove(this);
            _queue.Writer.TryComplete();
        }

        internal void Offer(RecordedInteraction record)
        {
            if (record.Interaction.Project != _project || !FilterMatch.Matches(_filter, record)) return;
            _queue.Writer.TryWrite(record.Interaction);
        }
    }
}

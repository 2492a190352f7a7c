using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Capture;

/// <summary>From queue to store: nothing lost while the store is down, nothing twice after a restart, no bad call takes others with it.</summary>
public sealed class CaptureWriterSpec : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FaultyStore _store = new();
    private readonly CaptureCounters _counters = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _folder.Dispose();
    }

    [Fact]
    public async Task Calls_are_stored_and_leave_the_journal()
    {
        var queue = await StartAsync(new CaptureOptions { Linger = TimeSpan.Zero });
        for (var i = 0; i < 200; i++) queue.Add(JournalSpec.Call($"q{i}", $"a{i}"));

        await Eventually.HoldsAsync("all are stored", () => _counters.Stored == 200);
        await Eventually.HoldsAsync("none waits", () => _counters.Queued == 0);
        _store.Count.ShouldBe(200);
    }

    [Fact]
    public async Task While_the_store_is_down_calls_wait_on_disk_beyond_the_memory_bound_and_then_all_arrive()
    {
        _store.Failure = () => new StoreException("down") { IsTransient = true };
        var queue = await StartAsync(new CaptureOptions { QueueCapacity = 10, BatchSize = 5, RetryDelayMax = TimeSpan.FromMilliseconds(20) });
        for (var i = 0; i < 100; i++) queue.Add(JournalSpec.Call($"q{i}", $"a{i}"));

        await Eventually.HoldsAsync("the store is known to be down", () => !_counters.StoreHealthy);
        _counters.Dropped.ShouldBe(0);
        _counters.Queued.ShouldBe(100);

        _store.Failure = null;
        await Eventually.HoldsAsync("all are stored", () => _counters.Stored == 100);
        _counters.StoreHealthy.ShouldBeTrue();
        _store.Count.ShouldBe(100);
    }

    [Fact]
    public async Task With_neither_memory_nor_journal_a_call_is_dropped_and_counted()
    {
        File.WriteAllText(_folder.File("journal"), "in the way");
        _store.Failure = () => new StoreException("down") { IsTransient = true };
        var queue = await StartAsync(new CaptureOptions { QueueCapacity = 10, BatchSize = 5 });
        for (var i = 0; i < 50; i++) queue.Add(JournalSpec.Call($"q{i}", $"a{i}"));

        _counters.Received.ShouldBe(50);
        _counters.Dropped.ShouldBeInRange(35, 40);
        _counters.Unjournaled.ShouldBe(50);
        _store.Failure = null;
        await Eventually.HoldsAsync("the rest is stored", () => _counters.Stored + _counters.Dropped == 50);
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_stored_once()
    {
        var calls = Enumerable.Range(0, 20).Select(i => JournalSpec.Call($"q{i}", $"a{i}")).ToArray();
        using (var journal = new Journal(Options(new()), new CaptureCounters(), TimeProvider.System))
            foreach (var call in calls) journal.Append(call);
        await _store.AppendAsync(new StoreBatch { Interactions = [Pipeline().Derive(calls[3])] }, CancellationToken.None);

        await StartAsync(new CaptureOptions());

        await Eventually.HoldsAsync("all are accounted for", () => _counters is { Stored: 19, Known: 1 });
        _store.Count.ShouldBe(20);
        await Eventually.HoldsAsync("the journal is empty", () => Directory.GetFiles(_folder.File("journal"), "*.journal").Length == 0);
    }

    [Fact]
    public async Task A_call_the_store_refuses_is_kept_aside_and_its_neighbours_are_stored()
    {
        var calls = Enumerable.Range(0, 10).Select(i => JournalSpec.Call($"q{i}", $"a{i}")).ToArray();
        _store.Refused = calls[4].Id;
        var queue = await StartAsync(new CaptureOptions());
        foreach (var call in calls) queue.Add(call);

        await Eventually.HoldsAsync("the others are stored", () => _counters is { Stored: 9, Failed: 1 });
        Directory.GetFiles(Path.Combine(_folder.File("journal"), "refused")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_refused_call_is_tried_again_by_the_next_process()
    {
        var call = JournalSpec.Call("q", "a");
        using (var journal = new Journal(Options(new()), new CaptureCounters(), TimeProvider.System)) journal.SetAside(call).ShouldBeTrue();

        await StartAsync(new CaptureOptions());

        await Eventually.HoldsAsync("it is stored", () => _counters is { Stored: 1 });
        Directory.GetFiles(Path.Combine(_folder.File("journal"), "refused")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_that_refuses_everything_is_taken_to_be_down_and_no_more_is_set_aside()
    {
        _store.RefusesAll = true;
        var queue = await StartAsync(new CaptureOptions { RetryDelayMax = TimeSpan.FromMilliseconds(20) });
        for (var i = 0; i < 100; i++) queue.Add(JournalSpec.Call($"q{i}", $"a{i}"));

        await Eventually.HoldsAsync("the store is known to be down", () => !_counters.StoreHealthy);
        _counters.Failed.ShouldBeLessThanOrEqualTo(20);
        _store.RefusesAll = false;
        await Eventually.HoldsAsync("the rest is stored", () => _counters.Stored + _counters.Failed == 100);
    }

    [Fact]
    public async Task A_refused_call_that_cannot_be_set_aside_stays_in_the_journal()
    {
        var call = JournalSpec.Call("q", "a");
        _store.Refused = call.Id;
        var queue = await StartAsync(new CaptureOptions { Linger = TimeSpan.Zero });
        Directory.CreateDirectory(_folder.File("journal"));
        File.WriteAllText(Path.Combine(_folder.File("journal"), "refused"), "a file stands where the folder should");
        queue.Add(call);
        await Eventually.HoldsAsync("it is refused", () => _counters is { Failed: 1, Queued: 0 });

        using var next = new Journal(Options(new()), new CaptureCounters(), TimeProvider.System);
        next.Recover().Select(e => next.Read(e).Id).ShouldBe([call.Id]);
    }

    [Fact]
    public async Task A_call_too_large_for_memory_is_stored_without_waiting_for_another()
    {
        var queue = await StartAsync(new CaptureOptions { QueueBytes = 1000 });
        await Eventually.HoldsAsync("the writer waits", () => _counters.Received == 0);
        queue.Add(JournalSpec.Call("q", new string('a', 5000)));

        await Eventually.HoldsAsync("it is stored", () => _counters.Stored == 1, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task An_observer_that_fails_costs_no_call()
    {
        var queue = await StartAsync(new CaptureOptions(), new FailingObserver());
        for (var i = 0; i < 10; i++) queue.Add(JournalSpec.Call($"q{i}", $"a{i}"));

        await Eventually.HoldsAsync("all are stored", () => _counters is { Stored: 10, Failed: 0 });
    }

    private CaptureOptions Options(CaptureOptions options)
    {
        options.JournalFolder = _folder.File("journal");
        return options;
    }

    private static CapturePipeline Pipeline() => new(PriceTable.BuiltIn);

    private async Task<CaptureQueue> StartAsync(CaptureOptions options, params ICaptureObserver[] observers)
    {
        var journal = new Journal(Options(options), _counters, TimeProvider.System);
        var queue = new CaptureQueue(options, _counters, journal);
        var writer = new CaptureWriter(options, queue, journal, Pipeline(), _store, observers, TimeProvider.System);
        await writer.StartAsync(CancellationToken.None);
        _running = writer.RunAsync(_stop.Token);
        return queue;
    }

    private sealed class FailingObserver : ICaptureObserver
    {
        public void Stored(IReadOnlyList<RecordedInteraction> interactions) => throw new InvalidOperationException("no");
    }

    private sealed class FaultyStore() : DelegatingStore(new InMemoryInteractionStore())
    {
        public Func<StoreException>? Failure { get; set; }
        public InteractionId? Refused { get; set; }
        public bool RefusesAll { get; set; }
        public override string Engine => "faulty";
        public int Count => SearchAsync(new InteractionQuery { Project = Projects.Default, Limit = 1000 }, CancellationToken.None).GetAwaiter().GetResult().Items.Count;

        public override Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
        {
            if (Failure is { } failure) throw failure();
            if (RefusesAll || batch.Interactions.Any(i => i.Interaction.Id == Refused)) throw new InvalidOperationException("refused");
            return base.AppendAsync(batch, cancellationToken);
        }
    }
}

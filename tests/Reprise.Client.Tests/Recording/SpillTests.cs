using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Tests;

namespace Reprise.Client.Tests.Recording;

public sealed class SpillTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ScriptedSink _sink = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_sink_does_not_take_waits_on_disk_and_is_sent_in_order_when_it_is_back()
    {
        var isAway = true;
        _sink.Script = (_, _, _) => isAway ? throw new HttpRequestException("away") : Task.FromResult(0);
        await using var recorder = Of(new() { Capacity = 1000 });
        for (var i = 0; i < 5000; i++)
        {
            while (!recorder.Record(RecorderTests.Command(i))) await PassAsync("there is room", () => recorder.Counters.InMemory < 1000);
        }

        await PassAsync("all are on disk", () => recorder.Counters.OnDisk == 5000);
        recorder.Counters.InMemory.ShouldBe(0);
        recorder.Counters.IsAway.ShouldBeTrue();
        recorder.Counters.LastFailure.ShouldBe(nameof(HttpRequestException));
        isAway = false;
        await PassAsync("all are sent", () => recorder.Counters.Sent == 5000, TimeSpan.FromSeconds(31));
        _sink.Names.ShouldBe(Enumerable.Range(0, 5000).Select(i => $"c{i}"));
        Directory.EnumerateFiles(_folder.Path, "*.jsonl", SearchOption.AllDirectories).ShouldBeEmpty();
        RecorderTests.AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task What_one_process_left_is_sent_by_the_next_before_its_own()
    {
        _sink.Script = static (_, _, _) => throw new HttpRequestException("away");
        await using (var first = new Recorder(_sink, Options(new() { ShutdownTimeout = TimeSpan.FromSeconds(2) })))
        {
            for (var i = 0; i < 100; i++) first.Record(RecorderTests.Command(i));
        }

        var sink = new ScriptedSink();
        await using var second = new Recorder(sink, Options(new()));
        for (var i = 100; i < 200; i++) second.Record(RecorderTests.Command(i));
        await Eventually.HoldsAsync("all are sent", () => sink.Taken.Count == 200);
        sink.Names.ShouldBe(Enumerable.Range(0, 200).Select(i => $"c{i}"));
        second.Counters.Found.ShouldBe(100);
        RecorderTests.AddsUp(second.Counters);
    }

    [Fact]
    public async Task Processes_that_share_a_folder_do_not_get_in_each_others_way()
    {
        _sink.Script = static (_, _, _) => throw new HttpRequestException("away");
        var left = new Recorder(_sink, Options(new()));
        var right = new Recorder(_sink, Options(new()));
        left.Record(RecorderTests.Command(1));
        right.Record(RecorderTests.Command(2));
        await Eventually.HoldsAsync("both are on disk", () => left.Counters.OnDisk == 1 && right.Counters.OnDisk == 1);
        await left.DisposeAsync();
        await right.DisposeAsync();

        var sink = new ScriptedSink();
        await using var heir = new Recorder(sink, Options(new()));
        await Eventually.HoldsAsync("what both left is sent", () => sink.Taken.Count == 2);
        sink.Names.Order().ShouldBe(["c1", "c2"]);
    }

    [Fact]
    public async Task A_batch_that_a_slow_sink_has_is_on_disk_too_and_forgotten_once_it_is_taken()
    {
        var answer = new TaskCompletionSource<int>();
        _sink.Script = (_, _, _) => answer.Task;
        await using var recorder = Of(new());
        recorder.Record(RecorderTests.Command(1));
        await PassAsync("the sink has it", () => _sink.Calls == 1);
        recorder.Record(RecorderTests.Command(2));
        await PassAsync("both are on disk", () => recorder.Counters.OnDisk == 2);
        answer.SetResult(0);
        await PassAsync("both are sent", () => recorder.Counters.Sent == 2);
        recorder.Counters.OnDisk.ShouldBe(0);
        _sink.Names.ShouldBe(["c1", "c2"]);
    }

    [Fact]
    public async Task A_full_folder_leaves_records_in_memory_and_then_drops_what_is_new()
    {
        var isAway = true;
        _sink.Script = (_, _, _) => isAway ? throw new IOException("away") : Task.FromResult(0);
        await using var recorder = Of(new() { SpillMaxBytes = 1 << 16, Capacity = 500 });
        var taken = new List<string>();
        for (var i = 0; i < 3000; i++)
        {
            if (recorder.Record(RecorderTests.Command(i))) taken.Add($"c{i}");
            if (i % 100 == 0) await PassAsync("it is packed", () => recorder.Queued == 0);
        }

        recorder.Counters.Dropped.ShouldBeGreaterThan(0);
        recorder.Counters.OnDiskBytes.ShouldBeLessThanOrEqualTo(1 << 16);
        isAway = false;
        await PassAsync("all that was taken in is sent", () => recorder.Counters.Sent == taken.Count, TimeSpan.FromSeconds(31));
        _sink.Names.ShouldBe(taken);
        RecorderTests.AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_nothing_but_its_use()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "no folder");
        var isAway = true;
        _sink.Script = (_, _, _) => isAway ? throw new IOException("away") : Task.FromResult(0);
        await using var recorder = Of(new() { SpillFolder = Path.Combine(file, "below") });
        for (var i = 0; i < 100; i++) recorder.Record(RecorderTests.Command(i)).ShouldBeTrue();
        await PassAsync("the disk failed", () => recorder.Counters.SpillFailures > 0);
        recorder.Counters.InMemory.ShouldBe(100);
        isAway = false;
        await PassAsync("all are sent", () => recorder.Counters.Sent == 100, TimeSpan.FromSeconds(31));
        _sink.Names.ShouldBe(Enumerable.Range(0, 100).Select(i => $"c{i}"));
    }

    [Fact]
    public async Task A_line_that_was_cut_short_is_counted_and_its_neighbours_are_sent()
    {
        var lane = Directory.CreateDirectory(Path.Combine(_folder.Path, "000")).FullName;
        await File.WriteAllTextAsync(Path.Combine(lane, "00000001.jsonl"), "{\"name\":\"c1\"}\nnothing\n{\"name\":\"c2\"}\n{\"name\":\"c3");
        await File.WriteAllTextAsync(Path.Combine(lane, "00000002.jsonl"), "{\"name\":\"c4\"}\n");
        await File.WriteAllTextAsync(Path.Combine(lane, "head"), "complete nonsense");
        await using var recorder = Of(new());
        await PassAsync("the whole ones are sent", () => recorder.Counters.Sent == 3);
        _sink.Names.ShouldBe(["c1", "c2", "c4"]);
        recorder.Counters.Unreadable.ShouldBe(2);
        RecorderTests.AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task Reading_goes_on_where_the_sink_had_come_to()
    {
        _sink.Script = static (call, _, _) => call == 1 ? throw new IOException("away") : call > 4 ? throw new IOException("away again") : Task.FromResult(0);
        await using (var first = new Recorder(_sink, Options(new() { FlushCount = 10, SpillAfter = TimeSpan.Zero, FirstRetry = TimeSpan.FromMilliseconds(10), ShutdownTimeout = TimeSpan.FromSeconds(2) })))
        {
            for (var i = 0; i < 100; i++) first.Record(RecorderTests.Command(i));
            await Eventually.HoldsAsync("some are sent", () => _sink.Calls >= 5);
        }

        var before = _sink.Taken.Count;
        before.ShouldBe(30);
        var sink = new ScriptedSink();
        await using var second = new Recorder(sink, Options(new()));
        await Eventually.HoldsAsync("the rest is sent", () => second.Counters.Sent == 70);
        _sink.Names.Concat(sink.Names).ShouldBe(Enumerable.Range(0, 100).Select(i => $"c{i}"));
    }

    [Fact]
    public async Task Nobody_but_the_owner_can_read_what_waits()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        _sink.Script = static (_, _, _) => throw new IOException("away");
        await using var recorder = Of(new());
        recorder.Record(RecorderTests.Command(1));
        await PassAsync("it is on disk", () => recorder.Counters.OnDisk == 1);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var path in Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)) (File.GetUnixFileMode(path) & Others).ShouldBe(UnixFileMode.None, path);
    }

    [Fact]
    public async Task Records_of_any_size_come_back_as_they_were()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var isAway = true;
        _sink.Script = (_, _, _) => isAway ? throw new IOException("away") : Task.FromResult(0);
        await using var recorder = Of(new() { FlushCount = 50, MaxRecordBytes = 16 << 20 });
        var texts = Enumerable.Range(0, 60).Select(i => new string((char)('a' + (i % 26)), i == 30 ? 6 << 20 : random.Next(200_000)) + "\n\u00e9\ud83d\ude00\"\\").ToList();
        foreach (var text in texts) recorder.Record(new InteractionDocument { Request = new RequestDocument { Prompt = text } }).ShouldBeTrue();
        await PassAsync("all are on disk", () => recorder.Counters.OnDisk == 60);
        isAway = false;
        await PassAsync("all are sent", () => recorder.Counters.Sent == 60, TimeSpan.FromSeconds(31));
        _sink.Taken.Select(record => record.Request!.Prompt).ShouldBe(texts, $"seed {seed}");
    }

    private RecorderOptions Options(RecorderOptions options)
    {
        options.SpillFolder ??= _folder.Path;
        return options;
    }

    private Recorder Of(RecorderOptions options) => new(_sink, Options(options), _time, null, static _ => null);

    private Task PassAsync(string what, Func<bool> holds, TimeSpan? step = null) => Eventually.HoldsAsync(what, () =>
    {
        _time.Advance(step ?? TimeSpan.FromMilliseconds(200));
        return holds();
    });
}

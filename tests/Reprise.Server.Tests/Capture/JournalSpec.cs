using System.Text;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Capture;

/// <summary>The queue on disk: what is in it survives, what is stored leaves it, and a broken disk hurts nobody.</summary>
public sealed class JournalSpec : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CaptureCounters _counters = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_call_comes_back_as_it_was()
    {
        using var journal = Open();
        var call = Call("Grüße", new string('x', 300_000));
        call.Outcome = CallOutcome.Cancelled;
        call.Error = "the client hung up";
        call.TtftMs = 12;

        var read = journal.Read(journal.Append(call));

        read.Id.ShouldBe(call.Id);
        read.Timestamp.ShouldBe(call.Timestamp);
        (read.Project, read.Provider, read.Method, read.Path, read.Query).ShouldBe((call.Project, call.Provider, call.Method, call.Path, call.Query));
        (read.Outcome, read.Error, read.TtftMs, read.LatencyMs, read.HttpStatus).ShouldBe((call.Outcome, call.Error, call.TtftMs, call.LatencyMs, call.HttpStatus));
        read.Labels.Tags.ShouldBe(call.Labels.Tags);
        (read.Labels with { Tags = [] }).ShouldBe(call.Labels with { Tags = [] });
        read.ResponseHeaders.ShouldBe(call.ResponseHeaders);
        read.Request!.Bytes.ToArray().ShouldBe(call.Request!.Bytes.ToArray());
        read.Response!.Bytes.ToArray().ShouldBe(call.Response!.Bytes.ToArray());
        read.Response.Chunks.ShouldBe(call.Response.Chunks);
    }

    [Fact]
    public void What_was_not_stored_is_found_by_the_next_process()
    {
        var calls = Enumerable.Range(0, 5).Select(i => Call($"question {i}", $"answer {i}")).ToArray();
        using (var journal = Open())
        {
            var entries = calls.Select(journal.Append).ToArray();
            journal.Release([entries[1]]);
        }

        using var next = Open();
        var found = next.Recover().Select(e => next.Read(e).Id).ToArray();

        // A release is not written down: a call that was stored may be found again, and the store then knows it.
        found.ShouldBe(calls.Select(c => c.Id));
    }

    [Fact]
    public void A_call_journalled_twice_is_found_once_as_it_was_last()
    {
        var call = Call("question", "half");
        using (var journal = Open())
        {
            journal.Append(call);
            call.Response = call.Response! with { Bytes = Encoding.UTF8.GetBytes("whole") };
            journal.Append(call);
        }

        using var next = Open();
        var entry = next.Recover().ShouldHaveSingleItem();
        Encoding.UTF8.GetString(next.Read(entry).Response!.Bytes.Span).ShouldBe("whole");
    }

    [Fact]
    public void A_record_cut_off_at_any_byte_is_left_out_and_those_before_it_are_kept()
    {
        var calls = Enumerable.Range(0, 3).Select(i => Call($"question {i}", $"answer {i}")).ToArray();
        long beforeLast;
        string path;
        using (var journal = Open())
        {
            journal.Append(calls[0]);
            var second = journal.Append(calls[1]);
            beforeLast = second.Offset + second.Length;
            path = journal.Append(calls[2]).File!.Path;
        }

        var whole = File.ReadAllBytes(path);
        for (var length = (int)beforeLast; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            using var next = Open();
            next.Recover().Select(e => next.Read(e).Id).ShouldBe([calls[0].Id, calls[1].Id]);
        }
    }

    [Fact]
    public void A_flipped_bit_is_noticed()
    {
        string path;
        using (var journal = Open()) path = journal.Append(Call("question", "answer")).File!.Path;
        var bytes = File.ReadAllBytes(path);
        bytes[^3] ^= 0x10;
        File.WriteAllBytes(path, bytes);

        using var next = Open();
        next.Recover().ShouldBeEmpty();
    }

    [Fact]
    public void Damage_in_the_middle_costs_one_call_and_is_counted()
    {
        var calls = Enumerable.Range(0, 3).Select(i => Call($"question {i}", $"answer {i}")).ToArray();
        JournalEntry second;
        using (var journal = Open())
        {
            journal.Append(calls[0]);
            second = journal.Append(calls[1]);
            journal.Append(calls[2]);
        }

        var bytes = File.ReadAllBytes(second.File!.Path);
        bytes[second.Offset + 40] ^= 0x10;
        File.WriteAllBytes(second.File.Path, bytes);

        using var next = Open();
        next.Recover().Select(e => next.Read(e).Id).ShouldBe([calls[0].Id, calls[2].Id]);
        _counters.Failed.ShouldBe(1);
    }

    [Fact]
    public void A_second_process_is_refused_before_it_touches_a_file_and_let_in_when_the_first_is_gone()
    {
        var call = Call("q", "a");
        var first = Open();
        first.Lock();
        first.Append(call).IsJournaled.ShouldBeTrue();
        using var second = Open();

        var refusal = Should.Throw<StoreException>(second.Lock);

        refusal.Message.ShouldContain("is in use by another Reprise");
        JournalLock.IsTaken(_folder.File("journal")).ShouldBeTrue();
        var (folder, run) = first.Instance!;
        JournalLock.Find(_folder.File("journal")).ShouldBe(first.Instance);
        first.Dispose();
        JournalLock.IsTaken(_folder.File("journal")).ShouldBeFalse();
        second.Lock();
        second.Instance!.Folder.ShouldBe(folder);
        second.Instance.Run.ShouldNotBe(run);
        second.Recover().Select(e => second.Read(e).Id).ShouldBe([call.Id]);
    }

    [Fact]
    public void A_folder_that_another_process_took_while_it_could_not_be_locked_is_not_written()
    {
        File.WriteAllText(_folder.File("journal"), "a file stands where the folder should");
        using var late = Open();
        late.Lock();
        late.Instance.ShouldBeNull();
        File.Delete(_folder.File("journal"));
        using (var other = Open())
        {
            other.Lock();
            late.Append(Call("q", "a")).IsJournaled.ShouldBeFalse();
            _counters.LastError!.ShouldContain("in use by another Reprise");
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        late.Append(Call("q", "a")).IsJournaled.ShouldBeTrue();
        late.Instance.ShouldNotBeNull();
    }

    [Fact]
    public void The_size_shown_grows_with_what_is_appended()
    {
        using var journal = Open();
        journal.Append(Call("q", new string('a', 5000)));

        _counters.JournalBytes.ShouldBeGreaterThan(5000);
    }

    [Fact]
    public void A_foreign_file_in_the_folder_is_left_alone()
    {
        Directory.CreateDirectory(_folder.File("journal"));
        File.WriteAllText(Path.Combine(_folder.File("journal"), "notes.txt"), "mine");
        File.WriteAllText(Path.Combine(_folder.File("journal"), "00000009.journal"), "not a journal");
        using var journal = Open();

        journal.Recover().ShouldBeEmpty();
        Path.GetFileName(journal.Append(Call("q", "a")).File!.Path).ShouldBe("00000010.journal");
        File.ReadAllText(Path.Combine(_folder.File("journal"), "00000009.journal")).ShouldBe("not a journal");
        File.Exists(Path.Combine(_folder.File("journal"), "notes.txt")).ShouldBeTrue();
    }

    [Fact]
    public void Files_leave_when_everything_in_them_is_stored()
    {
        using var journal = Open(new CaptureOptions { JournalFolder = _folder.File("journal"), JournalFileBytes = 10_000 });
        var entries = Enumerable.Range(0, 100).Select(i => journal.Append(Call("q", new string('a', 1000)))).ToArray();
        Directory.GetFiles(_folder.File("journal")).Length.ShouldBeGreaterThan(5);

        journal.Release(entries);

        _counters.JournalBytes.ShouldBeLessThanOrEqualTo(10_000);
        Directory.GetFiles(_folder.File("journal")).Length.ShouldBe(3, "the active one and two to write over");
        journal.Trim();
        Directory.GetFiles(_folder.File("journal")).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_written_over_gives_back_nothing_of_its_earlier_rounds()
    {
        CapturedCall last;
        using (var journal = Open(new CaptureOptions { JournalFolder = _folder.File("journal"), JournalFileBytes = 10_000 }))
        {
            for (var round = 0; round < 50; round++) journal.Release([journal.Append(Call("q", new string('a', 900)))]);
            last = Call("q", "last");
            journal.Append(last);
            Directory.GetFiles(_folder.File("journal")).Length.ShouldBeLessThanOrEqualTo(3);
        }

        using var next = Open();
        var found = next.Recover().Select(e => next.Read(e).Id).ToArray();
        found[^1].ShouldBe(last.Id);
        found.Length.ShouldBeLessThanOrEqualTo(11, "only those of the file that is not full");
    }

    [Fact]
    public void What_was_stored_before_the_journal_was_sealed_does_not_come_back()
    {
        var (deleted, under, later) = (Call("q", "deleted"), Call("q", "under way"), Call("q", "later"));
        using (var journal = Open())
        {
            journal.Release([journal.Append(deleted)]);
            var waits = journal.Append(under);
            journal.Seal();
            journal.Append(later);
            journal.Release([waits]);
            Directory.GetFiles(_folder.File("journal"), "*.journal").Length.ShouldBe(2, "the one being written and a spare");
            Crash();
        }

        using var next = new Journal(new CaptureOptions { JournalFolder = _folder.File("crashed") }, _counters, _time);
        next.Recover().Select(e => next.Read(e).Id).ShouldBe([later.Id]);

        // What a killed process leaves: the files as they are now.
        void Crash()
        {
            Directory.CreateDirectory(_folder.File("crashed"));
            foreach (var file in Directory.GetFiles(_folder.File("journal"), "*.journal")) File.Copy(file, Path.Combine(_folder.File("crashed"), Path.GetFileName(file)));
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_once_and_tried_again()
    {
        File.WriteAllText(_folder.File("journal"), "a file stands where the folder should");
        using var journal = Open();

        journal.Append(Call("q", "a")).IsJournaled.ShouldBeFalse();
        _counters.JournalHealthy.ShouldBeFalse();
        _counters.LastError!.ShouldContain("The journal cannot be written");

        File.Delete(_folder.File("journal"));
        journal.Append(Call("q", "a")).IsJournaled.ShouldBeFalse("it is not tried again at once");
        _time.Advance(TimeSpan.FromSeconds(1));
        journal.Append(Call("q", "a")).IsJournaled.ShouldBeTrue();
        _counters.JournalHealthy.ShouldBeTrue();
    }

    [Fact]
    public void A_journal_that_failed_is_found_well_again_without_a_call()
    {
        File.WriteAllText(_folder.File("journal"), "a file stands where the folder should");
        using var journal = Open();
        journal.Append(Call("q", "a"));
        journal.Probe().ShouldBeFalse();

        File.Delete(_folder.File("journal"));
        journal.Probe().ShouldBeTrue();
        _counters.JournalHealthy.ShouldBeTrue();
    }

    [Fact]
    public void The_journal_keeps_to_its_limit()
    {
        using var journal = Open(new CaptureOptions { JournalFolder = _folder.File("journal"), JournalMaxBytes = 5000 });
        var entries = Enumerable.Range(0, 10).Select(_ => journal.Append(Call("q", new string('a', 1000)))).ToList();

        entries.Count(e => e.IsJournaled).ShouldBeInRange(3, 4);
        new FileInfo(entries[0].File!.Path).Length.ShouldBeLessThanOrEqualTo(5000);
    }

    internal static CapturedCall Call(string request, string response) => new()
    {
        Id = InteractionId.At(DateTimeOffset.UnixEpoch.AddYears(56)),
        Project = "default",
        Timestamp = new DateTimeOffset(2026, 3, 3, 12, 0, 0, TimeSpan.Zero),
        Provider = "openai",
        Method = "POST",
        Path = "/v1/chat/completions",
        Query = "?a=1",
        Request = new Body { Bytes = Encoding.UTF8.GetBytes(request), ContentType = "application/json" },
        Response = new Body { Bytes = Encoding.UTF8.GetBytes(response), ContentType = "text/event-stream", Chunks = [new(1, 5), new(response.Length - 1, 7)] },
        ResponseHeaders = [new("x-request-id", "r1")],
        HttpStatus = 200,
        LatencyMs = 42,
        Labels = new CallLabels { UserId = "u", SessionId = "s", Tags = ["a", "b"], Metadata = "{}", IpAddress = "127.0.0.1" },
    };

    private Journal Open(CaptureOptions? options = null) => new(options ?? new CaptureOptions { JournalFolder = _folder.File("journal") }, _counters, _time);
}

using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Interactions;
using Reprise.Privacy.Erasure;
using Reprise.Retention;
using Reprise.Server.Tests.Evaluation;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Erasure;

/// <summary>A person leaves every place there is, on the real server with real files.</summary>
public sealed class ErasureApiTests : IAsyncLifetime
{
    private const string Person = "zaphod-4711";
    private const string Planted = "zq7planted";

    private EvaluationStage _stage = null!;
    private RepriseClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await EvaluationStage.StartAsync("Cache:Use=always");
        _client = new RepriseClient(_stage.Server.Http);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task A_person_is_in_no_byte_of_any_file_afterwards_and_the_certificate_says_what_went()
    {
        // 1. Planted everywhere.
        var theirs = new List<RecordedInteraction>();
        for (var i = 0; i < 6; i++)
        {
            theirs.Add(await _stage.AskAsync($"{Planted} number {i}", $"Reprise-User: {Person}"));
            await _stage.AskAsync($"innocent number {i}", "Reprise-User: ford");
        }

        var id = theirs[0].Interaction.Id;
        await _stage.PostAsync($"/api/interactions/{id}/facts", $$"""{"kind":"feedback","value":1,"text":"{{Planted}} thanks"}""", 201);
        await _client.AddDatasetVersionAsync("all", new DatasetOrder { Filter = "model:gpt-4o-mini", Expected = "answer" }, Cancellation);
        await _client.PlaceHoldAsync(new HoldRequest("other", "user:nobody", "test"), Cancellation);
        await SettingAsync("replay.run", "r1", $$$"""{"source":{"filter":"user:{{{Person}}}"}}""");
        await AuditAsync($"user:{Person}");
        await WaitingFactAsync();
        await Eventually.HoldsAsync("answers are cache entries", () => FilesWith(Planted).Any(path => path.Contains("cache", StringComparison.Ordinal)));
        FilesWith(Person).ShouldNotBeEmpty("the test must be able to fail");

        // 2. What would go.
        var dry = await _client.BeginErasureAsync(new ErasureRequest { User = Person, DryRun = true }, Cancellation);
        (dry.Counts["interactions"], dry.Counts["dataset_cases"], dry.Counts["waiting_facts"], dry.Counts["settings"]).ShouldBe((6, 6, 1, 1));
        (await _client.ListErasuresAsync(Cancellation)).Items.ShouldBeEmpty();
        (await _stage.Server.Store.FindAsync("default", id, Cancellation)).ShouldNotBeNull();

        // 3. Away with it.
        var done = await EraseAsync(new ErasureRequest { User = Person, Reason = "asked on paper" });

        done.Counts["interactions"].ShouldBe(6);
        done.Counts["dataset_cases"].ShouldBe(6);
        done.Counts["waiting_facts"].ShouldBe(1);
        done.Counts["audit_entries"].ShouldBeGreaterThan(0);
        done.Counts["facts"].ShouldBeGreaterThan(0);
        FilesWith(Person).ShouldBeEmpty();
        FilesWith(Planted).ShouldBeEmpty();
        (await _stage.Server.Store.FindAsync("default", id, Cancellation)).ShouldBeNull();
        (await _client.AggregateAsync(new AggregateSearch(), Cancellation)).Rows[0].Count.ShouldBe(6);
        (await _client.GetDatasetAsync("all", cancellationToken: Cancellation)).Versions[^1].CaseCount.ShouldBe(6);

        // 4. The certificate.
        var certificate = JsonSerializer.Deserialize(done.Certificate!.Value.GetRawText(), ErasureJson.Default.ErasureCertificate)!;
        certificate.IsWhole().ShouldBeTrue();
        (certificate with { Reason = "another" }).IsWhole().ShouldBeFalse();
        done.CertificateText!.ShouldContain("asked on paper");
        certificate.Left.ShouldContain(left => left.Kind == "backups");
        done.SelectorHash.ShouldBe(dry.SelectorHash);
    }

    [Fact]
    public async Task What_was_erased_does_not_come_back_by_a_copy_of_it()
    {
        var theirs = await _stage.AskAsync($"{Planted} once", $"Reprise-User: {Person}");
        var copy = await _stage.Server.Http.GetStringAsync($"/api/interactions/{theirs.Interaction.Id}?bodies=true", Cancellation);
        await EraseAsync(new ErasureRequest { User = Person });

        using var sent = await _stage.Server.Http.PostAsync("/api/interactions", new StringContent(copy, Encoding.UTF8, "application/json"), Cancellation);

        sent.EnsureSuccessStatusCode();
        (await _stage.Server.Store.FindAsync("default", theirs.Interaction.Id, Cancellation)).ShouldBeNull();
        var list = await _client.ListErasuresAsync(Cancellation);
        (list.KnownIds, list.RefusedSinceStart).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_is_held_refuses_all_unless_it_is_left_out()
    {
        await _stage.AskAsync("one", $"Reprise-User: {Person}");
        await _client.PlaceHoldAsync(new HoldRequest("court2", "model:gpt-4o-mini", "case 7"), Cancellation);

        var refused = await _stage.PostAsync("/api/erasures", $$"""{"user":"{{Person}}"}""", 409);
        refused.GetProperty("holds").EnumerateArray().Select(hold => hold.GetProperty("name").GetString()).ShouldContain("court2");
        var done = await EraseAsync(new ErasureRequest { User = Person, LeaveHeld = true });

        done.Counts.ContainsKey("interactions").ShouldBeFalse();
        done.Left.ShouldContain(left => left.Kind == "interactions" && left.Count == 1);
        (await _client.AggregateAsync(new AggregateSearch(), Cancellation)).Rows[0].Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_was_interrupted_anywhere_is_gone_on_with_and_doing_it_again_finds_nothing()
    {
        for (var i = 0; i < 3; i++) await _stage.AskAsync($"{Planted} {i}", $"Reprise-User: {Person}");
        var services = _stage.Server.Services;
        var (run, shelf) = (services.GetRequiredService<ErasureRun>(), services.GetRequiredService<ErasureShelf>());
        var record = new ErasureRecord
        {
            Id = "e1", Project = "default", State = ErasureState.Running, StartedAt = DateTimeOffset.UnixEpoch, Actor = "local", SelectorHash = "h", SelectorKind = "user",
            Selector = new ErasureSelector { Users = [Person] }, Before = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        await shelf.BeginAsync(record, Cancellation);

        // Each run may ask twice whether it may go on; then the process is gone, and another one reads what was kept.
        for (var runs = 0; record.State == ErasureState.Running; runs++)
        {
            runs.ShouldBeLessThan(30);
            var asked = 0;
            await run.RunAsync(record, _ => Task.FromResult(asked++ < 2), Cancellation);
            record = (await shelf.FindAsync("default", "e1", Cancellation))!;
        }

        record.Counts["interactions"].ShouldBe(3);
        record.Selector.ShouldBeNull();
        (await EraseAsync(new ErasureRequest { User = Person })).Counts.ContainsKey("interactions").ShouldBeFalse();
    }

    [Fact]
    public async Task What_comes_onto_the_record_while_places_are_gone_through_goes_too()
    {
        var theirs = await _stage.AskAsync($"{Planted} first", $"Reprise-User: {Person}");
        var services = _stage.Server.Services;
        var (store, shelf, time) = (services.GetRequiredService<IInteractionStore>(), services.GetRequiredService<ErasureShelf>(), services.GetRequiredService<TimeProvider>());
        var late = theirs with { Interaction = theirs.Interaction with { Id = InteractionId.New(time) }, Facts = [] };
        var place = new LatePlace(() => store.AppendAsync(new StoreBatch { Interactions = [late] }, Cancellation));
        var run = new ErasureRun(
            store, services.GetRequiredService<ISettingsStore>(), services.GetRequiredService<Holds>(), services.GetRequiredService<ErasedIds>(), [.. services.GetServices<IErasedPlace>(), place], shelf, time);
        var record = new ErasureRecord
        {
            Id = "e2", Project = "default", State = ErasureState.Running, StartedAt = DateTimeOffset.UnixEpoch, Actor = "local", SelectorHash = "h", SelectorKind = "user",
            Selector = new ErasureSelector { Users = [Person] }, Before = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        await shelf.BeginAsync(record, Cancellation);
        (await run.RunAsync(record, static _ => Task.FromResult(true), Cancellation)).Counts["interactions"].ShouldBe(2);
        (await store.FindAsync("default", late.Interaction.Id, Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"user":"a","q":"b"}""")]
    [InlineData("""{"q":" "}""")]
    [InlineData("""{"user":""}""")]
    public async Task It_must_be_said_who_or_what(string request) => await _stage.PostAsync("/api/erasures", request, 400);

    private async Task<Reprise.Client.Documents.Erasure> EraseAsync(ErasureRequest request)
    {
        var begun = await _client.BeginErasureAsync(request, Cancellation);
        Reprise.Client.Documents.Erasure? done = null;
        await Eventually.HoldsAsync("the erasure is done", async () => (done = await _client.GetErasureAsync(begun.ErasureId, Cancellation)).State == "done", TimeSpan.FromSeconds(90));
        return done!;
    }

    private Task<Setting?> SettingAsync(string kind, string key, string value) =>
        _stage.Server.Services.GetRequiredService<ISettingsStore>().PutAsync(new Setting { Project = "default", Kind = kind, Key = key, Value = value }, null, null, Cancellation);

    private Task AuditAsync(string subject)
    {
        var now = TimeProvider.System.GetUtcNow();
        var entry = new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = "default", Actor = "local", Action = "test.look", Subject = subject };
        return _stage.Server.Services.GetRequiredService<ISettingsStore>().AppendAuditAsync([entry], Cancellation);
    }

    private async Task WaitingFactAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var fact = new Fact { FactId = InteractionId.At(now), InteractionId = InteractionId.At(now), Project = "default", Kind = FactKind.Feedback, Timestamp = now, Text = Planted, Author = Person };
        await _stage.Server.Store.AppendAsync(new StoreBatch { Facts = [fact] }, Cancellation);
    }

    private string[] FilesWith(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Directory.EnumerateFiles(_stage.Server.DataFolder, "*", SearchOption.AllDirectories).Where(path => Bytes(path).AsSpan().IndexOf(bytes) >= 0)];
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (IOException)
        {
            // A file that is locked against readers holds no text: the vectors, and the locks themselves.
            return [];
        }
    }

    /// <summary>As a batch whose results come in at that moment.</summary>
    private sealed class LatePlace(Func<Task> come) : IErasedPlace
    {
        private bool _came;

        public async Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken)
        {
            if (_came) return;
            _came = true;
            await come();
        }
    }
}

using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Server.Assembling;
using Reprise.Server.Stores;
using Reprise.Server.Tests.Hosts;
using Reprise.Server.Tests.Telemetry;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Assembling;

/// <summary>Pieces of interactions become interactions, whatever happens to them on the way.</summary>
public sealed class AssemblerSpec
{
    private const string Trace = "5b8efff798038103d269b633813fc60c";
    private const string Span = "eee19b7ec3c1b174";

    private static readonly DateTimeOffset s_start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Pieces_in_any_order_and_any_number_of_times_become_one_interaction()
    {
        string[] orders = ["012", "021", "102", "120", "201", "210", "0011220", "2100012"];
        string? first = null;
        foreach (var order in orders)
        {
            await using var server = await TestServer.StartInAsync(null, ["Assembling:AmendAfter=0"]);
            foreach (var digit in order) await AddAsync(server, Parts()[digit - '0']);
            var record = await OnlyAsync(server);
            record.Interaction.Id.ShouldBe(Piece.IdOf(Projects.Default, "otlp", $"{Trace}:{Span}"), order);
            var told = System.Text.Json.JsonSerializer.Serialize(Written(server, record), DocumentJson.Relaxed.InteractionDocument);
            told.ShouldContain("Forty-two.");
            told.ShouldContain("\"total_tokens\":17");
            told.ShouldBe(first ??= told, order);
            (await server.Store.AggregateAsync(new AggregateQuery { Project = Projects.Default }, CancellationToken.None)).Rows.Single().Count.ShouldBe(1, order);
        }
    }

    [Fact]
    public async Task A_complete_piece_is_on_record_when_its_sender_is_answered()
    {
        await using var server = await TestServer.StartInAsync(null, []);
        await AddAsync(server, Parts()[2]);
        (await server.Store.FindAsync(Projects.Default, Piece.IdOf(Projects.Default, "otlp", $"{Trace}:{Span}"), CancellationToken.None)).ShouldNotBeNull();
        Files(server.DataFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_late_piece_amends_what_is_on_record_and_the_proof_knows_why()
    {
        await using var server = await TestServer.StartInAsync(null, ["Assembling:AmendAfter=0"]);
        await AddAsync(server, Parts()[2]);
        var before = await OnlyAsync(server);
        await server.Store.AppendAsync(new StoreBatch { Facts = [new Fact { FactId = InteractionId.New(TimeProvider.System), InteractionId = before.Interaction.Id, Project = Projects.Default, Kind = FactKind.Feedback, Timestamp = s_start, Value = 1 }] }, CancellationToken.None);
        await AddAsync(server, Of(s_start.AddMinutes(5), new InteractionDocument { UserId = "ada", Metrics = new MetricsDocument { CachedTokens = 4 }, Response = new ResponseDocument { Content = "Forty-three." } }));
        var after = await OnlyAsync(server);
        (after.Interaction.Id, after.Interaction.UserId, after.Interaction.Usage!.CachedTokens, after.Interaction.Usage.TotalTokens).ShouldBe((before.Interaction.Id, "ada", 4, 17));
        after.Interaction.ContentPreview.ShouldBe("Forty-three.");
        after.Facts.Single().Kind.ShouldBe(FactKind.Feedback);
        (await server.AllAsync("Forty-three")).Count.ShouldBe(1);
        (await server.AllAsync("user:ada")).Count.ShouldBe(1);
        server.Services.GetRequiredService<AssemblerCounters>().Amended.ShouldBe(1);
        using var proof = await server.Http.PostAsync("/api/proof/verify", null);
        (await proof.Content.ReadAsStringAsync()).ShouldNotContain("inserted");
    }

    [Fact]
    public async Task What_is_sent_again_after_a_restart_changes_nothing()
    {
        using var folder = new TempFolder();
        await using (var server = await TestServer.StartInAsync(folder.Path, [])) await AddAsync(server, Parts());
        await using var again = await TestServer.StartInAsync(folder.Path, []);
        await AddAsync(again, Parts());
        await OnlyAsync(again);
        var counters = again.Services.GetRequiredService<AssemblerCounters>();
        (counters.Recorded, counters.Amended, counters.Unchanged).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task What_is_said_of_a_trace_holds_for_those_before_and_those_after_and_for_no_other()
    {
        await using var server = await TestServer.StartInAsync(null, ["Assembling:AmendAfter=0"]);
        await server.Store.AppendAsync(new StoreBatch { Interactions = [Foreign()] }, CancellationToken.None);
        await AddAsync(server, Parts()[2]);
        await server.AllAsync();
        await AddAsync(server, new Piece { Project = Projects.Default, Source = "otlp", Key = Trace, Trace = Trace, IsOfTrace = true, At = s_start, Content = new InteractionDocument { UserId = "ada", SessionId = "s1", Tags = ["nightly"] } });
        await server.AllAsync();
        await AddAsync(server, Of(s_start, new InteractionDocument { Kind = "tool", Name = "search", SpanId = "aaaaaaaaaaaaaaaa", TraceId = Trace, UserId = "eve" }, isComplete: true, span: "aaaaaaaaaaaaaaaa"));
        var all = await server.AllAsync();
        all.Count.ShouldBe(3);
        var (early, late, foreign) = (all.Single(static one => one.SpanId == Span), all.Single(static one => one.SpanId == "aaaaaaaaaaaaaaaa"), all.Single(static one => one.Provider == "gateway"));
        (early.UserId, early.SessionId, string.Join(',', early.Tags.Order(StringComparer.Ordinal))).ShouldBe(("ada", "s1", "a,nightly"));
        (late.UserId, late.SessionId, late.Tags.Single()).ShouldBe(("eve", "s1", "nightly"));
        (foreign.UserId, foreign.SessionId).ShouldBe((null, null));
    }

    [Fact]
    public async Task What_waits_survives_a_killed_process()
    {
        using var next = new TempFolder();
        await using var server = await TestServer.StartInAsync(null, ["Assembling:QuietTime=00:05:00"]);
        await AddAsync(server, Parts()[0], Parts()[1]);
        // As a process that is killed leaves it: whatever comes afterwards is not in the copy.
        Copy(Path.Combine(server.DataFolder, "pieces"), Path.Combine(next.Path, "pieces"));
        await using var other = await TestServer.StartInAsync(next.Path, ["Assembling:QuietTime=0"]);
        var found = await Eventually.FindsAsync("the pieces are on record", () => other.Store.FindAsync(Projects.Default, Piece.IdOf(Projects.Default, "otlp", $"{Trace}:{Span}"), CancellationToken.None));
        found.Interaction.Model.ShouldBe("gpt-4o");
        await Eventually.HoldsAsync("the journal of pieces is empty", () => Files(next.Path).Length == 0);
    }

    [Fact]
    public async Task What_waits_is_recorded_when_the_server_stops()
    {
        using var folder = new TempFolder();
        await using (var server = await TestServer.StartInAsync(folder.Path, ["Assembling:QuietTime=00:05:00"])) await AddAsync(server, Parts()[0]);
        Files(folder.Path).ShouldBeEmpty();
        await using var again = await TestServer.StartInAsync(folder.Path, []);
        (await OnlyAsync(again)).Interaction.Model.ShouldBe("gpt-4o");
    }

    [Fact]
    public async Task More_than_may_wait_is_recorded_early_and_amended_when_the_rest_comes()
    {
        await using var server = await TestServer.StartInAsync(null, ["Assembling:QuietTime=00:05:00", "Assembling:MaxWaiting=10", "Assembling:AmendAfter=0"]);
        for (var i = 0; i < 40; i++) await AddAsync(server, Of(s_start, new InteractionDocument { Model = "m", SpanId = $"{i:x16}" }, span: $"{i:x16}"));
        var counters = server.Services.GetRequiredService<AssemblerCounters>();
        await Eventually.HoldsAsync("the oldest are on record", () => counters is { Early: >= 20, Waiting: <= 10 });
        for (var i = 0; i < 40; i++) await AddAsync(server, Of(s_start.AddSeconds(1), new InteractionDocument { Response = new ResponseDocument { Content = $"answer {i}" } }, isComplete: true, span: $"{i:x16}"));
        var all = await server.AllAsync();
        (all.Count, all.Count(static one => one.ContentPreview?.StartsWith("answer", StringComparison.Ordinal) == true && one.Model == "m")).ShouldBe((40, 40));
    }

    [Fact]
    public async Task While_the_store_is_down_pieces_wait_on_disk_and_nothing_is_lost_or_doubled()
    {
        FailingStore? failing = null;
        await using var server = await TestServer.StartInAsync(null, ["Assembling:AmendAfter=0"], services => services.Decorate<IInteractionStore>((_, inner) => failing = new FailingStore(inner)));
        await AddAsync(server, Parts()[2]);
        failing!.IsDown = true;
        await AddAsync(server, Parts()[0]);
        for (var i = 0; i < 5; i++) await AddAsync(server, Of(s_start, new InteractionDocument { Model = "m", SpanId = $"{i:x16}" }, isComplete: true, span: $"{i:x16}"));
        Files(server.DataFolder).ShouldNotBeEmpty();
        failing.IsDown = false;
        await Eventually.HoldsAsync("all are on record", async () => (await server.Store.SearchAsync(new InteractionQuery { Project = Projects.Default }, CancellationToken.None)).Items.Count == 6);
    }

    [Fact]
    public async Task A_record_that_was_taken_out_to_be_replaced_comes_back_when_the_store_does()
    {
        FailingStore? failing = null;
        await using var server = await TestServer.StartInAsync(null, ["Assembling:AmendAfter=0"], services => services.Decorate<IInteractionStore>((_, inner) => failing = new FailingStore(inner)));
        await AddAsync(server, Parts()[2]);
        failing!.FailsAfterDelete = true;
        await AddAsync(server, Of(s_start.AddMinutes(1), new InteractionDocument { UserId = "ada" }));
        await Eventually.HoldsAsync("the amended record is there", async () => (await server.Store.FindAsync(Projects.Default, Piece.IdOf(Projects.Default, "otlp", $"{Trace}:{Span}"), CancellationToken.None))?.Interaction.UserId == "ada", TimeSpan.FromSeconds(20));
        failing.Deleted.ShouldBe(1);
        await OnlyAsync(server);
    }

    [Fact]
    public async Task What_a_policy_takes_out_is_not_in_the_journal_of_pieces_either()
    {
        await using var server = await TestServer.StartInAsync(null, ["Assembling:QuietTime=00:05:00"]);
        using var set = await server.Http.PutAsync("/api/privacy/policy", new StringContent("""{"redact":{"email":"label"},"hash_users":true}""", Encoding.UTF8, "application/json"));
        set.EnsureSuccessStatusCode();
        await AddAsync(server, Of(s_start, new InteractionDocument { UserId = "ada-lovelace", Request = new RequestDocument { Messages = [new MessageDocument { Role = "user", Content = "Write to ada@example.org, please" }] } }));
        var bytes = Files(server.DataFolder).SelectMany(ReadShared).ToArray();
        var text = Encoding.UTF8.GetString(bytes);
        text.ShouldContain("please");
        text.ShouldNotContain("ada@example.org");
        text.ShouldNotContain("ada-lovelace");
        (await OnlyAsync(server)).Interaction.PromptPreview!.ShouldContain("please");
    }

    [Fact]
    public async Task Content_that_is_nested_too_deep_costs_no_neighbour_anything()
    {
        await using var server = await TestServer.StartInAsync(null, []);
        var deep = RecordJson.Find(new string('[', RecordJson.MaxDepth) + new string(']', RecordJson.MaxDepth))!.Value;
        await AddAsync(server, Parts()[2], Of(s_start, new InteractionDocument { Kind = "tool", SpanId = "aaaaaaaaaaaaaaaa", Metadata = deep }, isComplete: true, span: "aaaaaaaaaaaaaaaa"));
        var all = await server.AllAsync();
        all.Select(static one => one.SpanId).Order(StringComparer.Ordinal).ShouldBe(["aaaaaaaaaaaaaaaa", Span]);
        all.Single(static one => one.SpanId != Span).RecordError!.ShouldContain("nested");
    }

    [Fact]
    public async Task What_every_span_says_of_its_trace_is_kept_once()
    {
        await using var server = await TestServer.StartInAsync(null, ["Assembling:AmendAfter=00:05:00"]);
        for (var i = 0; i < 20; i++)
        {
            await AddAsync(server, new Piece { Project = Projects.Default, Source = "otlp", Key = Trace, Trace = Trace, Mark = $"{Trace}:{i:x16}", IsOfTrace = true, At = s_start.AddSeconds(i), Content = new InteractionDocument { SessionId = "s1" } });
        }

        server.Services.GetRequiredService<AssemblerCounters>().Repeated.ShouldBe(19);
    }

    [Fact]
    public async Task With_PostgreSQL_a_late_piece_amends_too()
    {
        var postgres = await PostgresServer.SharedAsync();
        await AmendsAsync("Storage:Engine=postgres", $"Storage:Postgres:ConnectionString={await postgres.CreateDatabaseAsync()}");
    }

    [Fact]
    public async Task With_ClickHouse_a_late_piece_amends_too()
    {
        var clickhouse = await ClickHouseServer.SharedAsync();
        await AmendsAsync("Storage:Engine=clickhouse", $"Storage:ClickHouse:Url={clickhouse.Url}", $"Storage:ClickHouse:Database=pieces_{InteractionId.New(TimeProvider.System).Value:x}");
    }

    private static async Task AmendsAsync(params string[] settings)
    {
        await using var server = await TestServer.StartInAsync(null, [.. settings, "Assembling:AmendAfter=0"]);
        foreach (var part in Parts().Reverse())
        {
            await AddAsync(server, part);
            await server.AllAsync();
        }

        await AddAsync(server, Of(s_start.AddMinutes(1), new InteractionDocument { UserId = "ada" }));
        var record = await OnlyAsync(server);
        (record.Interaction.UserId, record.Interaction.Usage!.TotalTokens, record.Interaction.ContentPreview).ShouldBe(("ada", 17, "Forty-two."));
        server.Services.GetRequiredService<AssemblerCounters>().Amended.ShouldBeGreaterThanOrEqualTo(2);
    }

    /// <summary>One interaction: what was asked, what was answered, and the span that says so in numbers.</summary>
    private static Piece[] Parts() =>
    [
        Of(s_start, new InteractionDocument { Timestamp = s_start, Model = "gpt-4o", Request = new RequestDocument { Messages = [new MessageDocument { Role = "user", Content = "What is six by seven?" }] } }),
        Of(s_start.AddSeconds(1), new InteractionDocument { Response = new ResponseDocument { Content = "Forty-two.", FinishReason = "stop" }, Tags = ["b"] }),
        Of(s_start.AddSeconds(2), new InteractionDocument { Timestamp = s_start.AddMilliseconds(1), Kind = "llm", Name = "chat gpt-4o", Provider = "openai", Status = "success", TraceId = Trace, SpanId = Span, Tags = ["a"], Metrics = new MetricsDocument { PromptTokens = 12, CompletionTokens = 5, LatencyMs = 2000 } }, isComplete: true),
    ];

    private static Piece Of(DateTimeOffset at, InteractionDocument content, bool isComplete = false, string span = Span) =>
        new() { Project = Projects.Default, Source = "otlp", Key = $"{Trace}:{span}", Trace = Trace, At = at, Content = content, IsComplete = isComplete };

    private static RecordedInteraction Foreign() => new()
    {
        Interaction = new Interaction { Id = InteractionId.At(s_start), Project = Projects.Default, Timestamp = s_start, Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "opaque", Provider = "gateway", TraceId = Trace, SpanId = "bbbbbbbbbbbbbbbb" },
    };

    private static Task AddAsync(TestServer server, params Piece[] pieces) => server.Services.GetRequiredService<IAssembler>().AddAsync(pieces, TestContext.Current.CancellationToken);

    private static async Task<RecordedInteraction> OnlyAsync(TestServer server)
    {
        var only = (await server.AllAsync()).ShouldHaveSingleItem();
        return (await server.Store.FindAsync(Projects.Default, only.Id, CancellationToken.None))!;
    }

    private static InteractionDocument Written(TestServer server, RecordedInteraction record) => StoredDocument.Of(server.Services.GetRequiredService<DocumentWriter>(), record) with
    {
        Tags = [.. record.Interaction.Tags.Order(StringComparer.Ordinal)], Metrics = new MetricsDocument { TotalTokens = record.Interaction.Usage?.TotalTokens, LatencyMs = record.Interaction.LatencyMs },
    };

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.WriteAllBytes(Path.Combine(to, Path.GetFileName(file)), ReadShared(file));
    }

    private static string[] Files(string dataFolder) => Path.Combine(dataFolder, "pieces") is var folder && Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed class FailingStore(IInteractionStore inner) : DelegatingStore(inner)
    {
        public bool IsDown { get; set; }
        public bool FailsAfterDelete { get; set; }
        public int Deleted { get; private set; }

        public override Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken) => IsDown ? throw Down() : base.AppendAsync(batch, cancellationToken);

        public override Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) => IsDown ? throw Down() : base.FindAsync(project, id, cancellationToken);

        public override async Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken)
        {
            var count = await base.DeleteAsync(query, cancellationToken);
            Deleted += (int)count;
            if (!FailsAfterDelete) return count;
            FailsAfterDelete = false;
            throw Down();
        }

        private static StoreException Down() => new("It is down.") { IsTransient = true };
    }
}

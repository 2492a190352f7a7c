using Reprise.Interactions;
using Reprise.Storage.ClickHouse;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.Tests.Conformance;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>A database that an earlier version made is brought up to date, by several servers at once too, and keeps what it has.</summary>
public sealed class ClickHouseMigrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_of_schema_1_gets_the_columns_of_replays_and_keeps_its_rows()
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        using (var client = new ClickHouseClient(options))
        {
            await client.ExecuteAsync($"CREATE DATABASE {options.Database}", inDatabase: false, isSlow: false, Cancellation);
            foreach (var statement in (string[])[.. ClickHouseSchema.Statements(1), ClickHouseSchema.Versions, "INSERT INTO schema_versions (version) VALUES (1)"])
                await client.ExecuteAsync(statement, inDatabase: true, isSlow: false, Cancellation);
            var position = Samples.Noon.ToUnixTimeMilliseconds() << 20;
            await client.ExecuteAsync(
                $"INSERT INTO interactions (project, position, id, kind, status, dialect, model) VALUES ('default', {position}, unhex('019CEC37B60077FFBF6FF7C6611C877E'), 'llm', 'success', 'opaque', 'old')",
                inDatabase: true, isSlow: false, Cancellation);
        }

        await using var first = new ClickHouseInteractionStore(options, TimeProvider.System);
        await using var second = new ClickHouseInteractionStore(options, TimeProvider.System);
        await Task.WhenAll(first.OpenAsync(Cancellation), second.OpenAsync(Cancellation));
        var replay = Samples.Recorded(1, with: it => it with { Replay = new ReplayOrigin(it.Id, "nightly"), PromptTemplate = "a@1", Query = "?x", RequestHeaders = [new("openai-beta", "v2")], Security = new SecurityNote { YaraMatches = ["a:b"], Sensitivity = "public" } });
        await second.AppendAsync(new StoreBatch { Interactions = [replay] }, Cancellation);

        var old = (await first.SearchAsync(Samples.Query("model:old"), Cancellation)).Items.ShouldHaveSingleItem().Interaction;
        (old.Replay, old.PromptTemplate, old.Query, old.RequestHeaders.Count, old.Privacy, old.Security).ShouldBe((null, null, null, 0, null, null));
        Difference.ShouldBeSame(await first.FindAsync(Samples.Project, replay.Interaction.Id, Cancellation), replay);
        (await first.SearchAsync(Samples.Query("yara:\"a:b\" sensitivity:public"), Cancellation)).Items.ShouldHaveSingleItem();
        (await first.SearchAsync(Samples.Query("replay_run:nightly"), Cancellation)).Items.ShouldHaveSingleItem();
        (await first.SearchAsync(Samples.Query($"replay_of:{replay.Interaction.Id}"), Cancellation)).Items.ShouldHaveSingleItem();
    }
}

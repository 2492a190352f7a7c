using Reprise.Interactions;
using Reprise.Storage.ClickHouse;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>Deletions and dropped bodies: what they leave behind when they fail, and what they do to those who record meanwhile.</summary>
public sealed class ClickHouseRemovalTests
{
    private const string InsertRows = "INSERT INTO interactions";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(InsertRows)]
    [InlineData("INSERT INTO facts")]
    public async Task What_was_stored_though_the_answer_was_lost_can_be_stored_again_after_a_delete(string insert)
    {
        var handler = new ScriptedHandler();
        await using var store = Create(ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync()), handler);
        var batch = WithFact(1);
        await store.OpenAsync(Cancellation);
        handler.LoseAnswer(insert);
        await Should.ThrowAsync<StoreException>(() => store.AppendAsync(batch, Cancellation));
        await store.AppendAsync(batch, Cancellation);
        await store.DeleteAsync(Samples.Query(), Cancellation);
        await ShouldBeStoredAsync(store, batch);
    }

    [Theory]
    [InlineData(InsertRows)]
    [InlineData("INSERT INTO facts")]
    public async Task What_was_stored_though_the_answer_was_lost_can_be_stored_again_after_another_server_deleted_it(string insert)
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        var handler = new ScriptedHandler();
        await using var store = Create(options, handler);
        await using var other = Create(options);
        var batch = WithFact(1);
        await store.OpenAsync(Cancellation);
        handler.LoseAnswer(insert);
        await Should.ThrowAsync<StoreException>(() => store.AppendAsync(batch, Cancellation));
        if (insert != InsertRows) await other.AppendAsync(batch with { Facts = [] }, Cancellation);
        (await other.DeleteAsync(Samples.Query(), Cancellation)).ShouldBe(1);
        await ShouldBeStoredAsync(store, batch);
    }

    private static async Task ShouldBeStoredAsync(ClickHouseInteractionStore store, StoreBatch batch)
    {
        (await store.AppendAsync(batch, Cancellation)).Stored.ShouldBe(1);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.ShouldHaveSingleItem().Facts.Count.ShouldBe(1);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows[0].Count.ShouldBe(1);
    }

    private static StoreBatch WithFact(int second) =>
        Samples.Full(second) is var one ? new StoreBatch { Interactions = [one], Facts = [Samples.Fact(one, FactKind.Feedback, second, value: 1)] } : new StoreBatch();

    private static ClickHouseInteractionStore Create(ClickHouseStoreOptions options, HttpMessageHandler? handler = null) => new(options, TimeProvider.System, handler);
}

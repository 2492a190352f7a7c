using System.Net;
using Reprise.Interactions;
using Reprise.Storage.ClickHouse;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>Deletions and dropped bodies: what they leave behind when they fail, and what they do to those who record meanwhile.</summary>
public sealed class ClickHouseRemovalTests
{
    private const string InsertRows = "INSERT INTO interactions";
    private const string DeleteRows = "DELETE FROM interactions";

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

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_takes_the_facts_all_the_same()
    {
        var handler = new ScriptedHandler();
        await using var store = Create(ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync()), handler);
        await store.AppendAsync(WithFact(1), Cancellation);
        handler.LoseAnswer(DeleteRows);
        await Should.ThrowAsync<StoreException>(() => store.DeleteAsync(Samples.Query(), Cancellation));
        (await store.WaitingFactsAsync(Samples.Project, null, 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Facts_of_a_deletion_that_goes_on_after_it_failed_are_looked_for_with_the_next_one()
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        var handler = new ScriptedHandler();
        await using var store = Create(options, handler);
        await store.AppendAsync(WithFact(1), Cancellation);
        handler.LoseRequest(DeleteRows);
        await Should.ThrowAsync<StoreException>(() => store.DeleteAsync(Samples.Query(), Cancellation));
        using (var client = new ClickHouseClient(options)) await client.ExecuteAsync("DELETE FROM interactions WHERE true", inDatabase: true, isSlow: true, Cancellation);
        (await store.WaitingFactsAsync(Samples.Project, null, 10, Cancellation)).Count.ShouldBe(1);
        (await store.DeleteAsync(Samples.Query(), Cancellation)).ShouldBe(0);
        (await store.WaitingFactsAsync(Samples.Project, null, 10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deletion_that_a_missing_replica_will_do_later_is_done()
    {
        var handler = new ScriptedHandler();
        await using var store = Create(ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync()), handler);
        await store.AppendAsync(WithFact(1), Cancellation);
        handler.AnswerWith(DeleteRows, 341);
        (await store.DeleteAsync(Samples.Query(), Cancellation)).ShouldBe(1);
        (await store.WaitingFactsAsync(Samples.Project, null, 10, Cancellation)).ShouldBeEmpty();
        await store.AppendAsync(WithFact(2), Cancellation);
        handler.Next(DeleteRows, _ => Task.FromResult(Answer(341)));
        await Should.ThrowAsync<StoreException>(() => store.DeleteAsync(Samples.Query(), Cancellation));
    }

    [Fact]
    public async Task Facts_that_come_while_their_interaction_is_deleted_go_with_it()
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        var handler = new ScriptedHandler();
        await using var store = Create(options, handler);
        await using var other = Create(options);
        var one = Samples.Full(1);
        await store.AppendAsync(new StoreBatch { Interactions = [one] }, Cancellation);
        handler.Next(DeleteRows, async send =>
        {
            await other.AppendAsync(new StoreBatch { Facts = [Samples.Fact(one, FactKind.Feedback, value: 1)] }, Cancellation);
            return await send();
        });
        (await store.DeleteAsync(Samples.Query(), Cancellation)).ShouldBe(1);
        (await store.WaitingFactsAsync(Samples.Project, null, 10, Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recording_goes_on_while_something_is_removed_and_what_is_removed_comes_again_behind_it(bool whole)
    {
        var handler = new ScriptedHandler();
        await using var store = Create(ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync()), handler);
        var batch = WithFact(1);
        await store.AppendAsync(batch, Cancellation);
        var (began, mayGoOn) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        handler.Next(whole ? DeleteRows : "response_headers = []", async send =>
        {
            began.SetResult();
            await mayGoOn.Task;
            return await send();
        });
        var removing = whole ? store.DeleteAsync(Samples.Query(), Cancellation) : store.DropBodiesAsync(Samples.Query(), Cancellation);
        await began.Task;
        (await store.AppendAsync(WithFact(2), Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Stored.ShouldBe(1);
        var again = store.AppendAsync(batch, Cancellation);
        mayGoOn.SetResult();
        (await removing).ShouldBe(1);
        (await again).Stored.ShouldBe(whole ? 1 : 0);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.Select(item => item.Facts.Count).ShouldBe([1, 1]);
    }

    [Fact]
    public async Task Bodies_dropped_in_small_steps_leave_the_parts_as_they_are()
    {
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        await using var store = Create(options);
        await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 50).Select(i => Samples.Full(i))] }, Cancellation);
        for (var i = 0; i < 40; i += 10)
        {
            var step = Samples.Query() with { From = Samples.Noon.AddSeconds(i), To = Samples.Noon.AddSeconds(i + 10) };
            (await store.DropBodiesAsync(step, Cancellation)).ShouldBe(10);
            (await store.DropBodiesAsync(step, Cancellation)).ShouldBe(0);
        }

        var read = (await store.ReadAsync(Samples.Query(limit: 50) with { Ascending = true }, Cancellation)).Items;
        read.Select(item => item.Request is null).ShouldBe(Enumerable.Range(0, 50).Select(i => i < 40));
        using var client = new ClickHouseClient(options);
        (await client.QueryAsync("SELECT toInt64(count()) FROM system.mutations WHERE database = currentDatabase()", Cancellation)).Int64().ShouldBe(0);
    }

    [Fact]
    public async Task What_was_removed_leaves_the_files_some_minutes_later()
    {
        const string InFiles = "SELECT toInt64(count() * 10 + countIf(request IS NOT NULL)) FROM interactions SETTINGS apply_deleted_mask = 0, apply_patch_parts = 0";
        var options = ClickHouseFixture.NewDatabase(await ClickHouseServer.SharedAsync());
        var time = new ManualTimeProvider(Samples.Noon);
        await using var store = new ClickHouseInteractionStore(options, time);
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Full(1), Samples.Full(2), Samples.Full(40)], Facts = [Samples.Fact(Samples.Full(1), FactKind.Feedback, value: 1)] }, Cancellation);
        await store.DeleteAsync(Samples.Query() with { To = Samples.Noon.AddSeconds(2) }, Cancellation);
        await store.DropBodiesAsync(Samples.Query() with { To = Samples.Noon.AddSeconds(3) }, Cancellation);
        using var client = new ClickHouseClient(options);
        (await client.QueryAsync(InFiles, Cancellation)).Int64().ShouldBe(33, "three rows, three bodies");
        time.Advance(TimeSpan.FromMinutes(11));
        await Eventually.HoldsAsync("two rows and one body are left", async () => (await client.QueryAsync(InFiles, Cancellation)).Int64() == 21);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.Count.ShouldBe(2);
    }

    private static async Task ShouldBeStoredAsync(ClickHouseInteractionStore store, StoreBatch batch)
    {
        (await store.AppendAsync(batch, Cancellation)).Stored.ShouldBe(1);
        (await store.SearchAsync(Samples.Query(), Cancellation)).Items.ShouldHaveSingleItem().Facts.Count.ShouldBe(1);
        (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project }, Cancellation)).Rows[0].Count.ShouldBe(1);
    }

    private static StoreBatch WithFact(int second) =>
        Samples.Full(second) is var one ? new StoreBatch { Interactions = [one], Facts = [Samples.Fact(one, FactKind.Feedback, second, value: 1)] } : new StoreBatch();

    private static HttpResponseMessage Answer(int code)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("(SOME_ERROR)") };
        answer.Headers.Add("X-ClickHouse-Exception-Code", $"{code}");
        return answer;
    }

    private static ClickHouseInteractionStore Create(ClickHouseStoreOptions options, HttpMessageHandler? handler = null) => new(options, TimeProvider.System, handler);
}

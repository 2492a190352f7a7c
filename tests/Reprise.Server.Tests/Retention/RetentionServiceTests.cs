using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Server.Tests.Api;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Retention;

public sealed class RetentionServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_runs_by_itself_some_time_after_the_start_and_every_hour()
    {
        var time = new ManualTimeProvider();
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        await OldRecords.AppendAsync(host.Store, OldRecords.Of(time.GetUtcNow(), 91), OldRecords.Of(time.GetUtcNow(), 89.99), OldRecords.Of(time.GetUtcNow(), 1));
        (await OldRecords.CountAsync(host.Store)).ShouldBe(3);
        await AdvancesUntilAsync(time, TimeSpan.FromMinutes(1), "what is old goes", async () => await OldRecords.CountAsync(host.Store) == 2);
        await AdvancesUntilAsync(time, TimeSpan.FromMinutes(10), "what has become old goes", async () => await OldRecords.CountAsync(host.Store) == 1);
        using var client = new RepriseClient(host.Client);
        (await client.ListAuditAsync(new AuditSearch { Action = "retention.delete" }, Cancellation).Select(entry => entry.Actor).ToListAsync(Cancellation)).ShouldBe(["reprise", "reprise"]);
    }

    [Fact]
    public async Task It_does_not_run_by_itself_when_it_is_turned_off()
    {
        var time = new ManualTimeProvider();
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<TimeProvider>(time), ("Retention:Interval", "00:00:00"));
        await OldRecords.AppendAsync(host.Store, OldRecords.Of(time.GetUtcNow(), 91));
        for (var i = 0; i < 50; i++) time.Advance(TimeSpan.FromHours(1));
        (await OldRecords.CountAsync(host.Store)).ShouldBe(1);
    }

    [Theory]
    [InlineData("Retention:Default:Days", "-1")]
    [InlineData("Retention:Default:Days", "many")]
    [InlineData("Retention:Projects:shop:Kinds:tool:MaxBytes", "-1")]
    [InlineData("Retention:Projects:shop:Kinds:tol:Days", "1")]
    [InlineData("Retention:Share", "2")]
    public async Task A_policy_with_a_mistake_stops_the_start_with_its_full_name(string name, string value)
    {
        using var data = new TempFolder();
        await using var app = ApiHost.Build(null, ("Data", data.Path), (name, value));
        var failure = await Should.ThrowAsync<Exception>(() => app.StartAsync(Cancellation));
        (failure is OptionsValidationException or InvalidOperationException).ShouldBeTrue(failure.ToString());
        failure.Message.ShouldContain(name.Contains(":tol:", StringComparison.Ordinal) ? "Retention:Projects:shop:Kinds:tol" : name);
    }

    [Fact]
    public async Task Of_two_servers_on_one_PostgreSQL_only_the_leader_runs_and_the_other_one_follows_when_it_ends()
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        (string, string)[] settings = [("Storage:Settings", "postgres"), ("Storage:Postgres:ConnectionString", database)];
        var time = new ManualTimeProvider();

        // Stores of their own show which server ran.
        var first = await ApiHost.StartAsync(services => services.AddSingleton<TimeProvider>(time), settings);
        await using var second = await ApiHost.StartAsync(services => services.AddSingleton<TimeProvider>(time), settings);
        foreach (var host in new[] { first, second }) await OldRecords.AppendAsync(host.Store, OldRecords.Of(time.GetUtcNow(), 91));
        await AdvancesUntilAsync(time, TimeSpan.FromMinutes(1), "one of them runs", async () => await CountAsync(first) + await CountAsync(second) == 1);
        for (var i = 0; i < 20; i++) time.Advance(TimeSpan.FromHours(1));
        (await CountAsync(first) + await CountAsync(second)).ShouldBe(1, "the other one does not run");

        // A leader may have been either; a person can ask only the one that leads.
        var (leader, other) = await CountAsync(first) == 0 ? (first, second) : (second, first);
        using var client = new RepriseClient(other.Client);
        var refusal = await Should.ThrowAsync<RepriseApiException>(() => client.RunRetentionAsync(new RetentionRunRequest(), Cancellation));
        ((int)refusal.Status).ShouldBe(409);
        (await client.RunRetentionAsync(new RetentionRunRequest { DryRun = true }, Cancellation)).Lines.Sum(line => line.Interactions).ShouldBe(1);

        await leader.DisposeAsync();
        await AdvancesUntilAsync(time, TimeSpan.FromMinutes(10), "the other one runs", async () => await CountAsync(other) == 0);
        if (leader == first) return;
        await first.DisposeAsync();
    }

    private static Task<int> CountAsync(ApiHost host) => OldRecords.CountAsync(host.Store);

    private static Task AdvancesUntilAsync(ManualTimeProvider time, TimeSpan step, string what, Func<Task<bool>> holds) => Eventually.HoldsAsync(what, async () =>
    {
        time.Advance(step);
        return await holds();
    });
}

using System.Text.Json.Nodes;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Retention;
using Reprise.Server.Tests.Api;

namespace Reprise.Server.Tests.Retention;

/// <summary>Through the typed client, over real HTTP.</summary>
public sealed class RetentionApiTests
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policies_say_where_each_value_comes_from_and_a_setting_wins_over_configuration()
    {
        await using var host = await ApiHost.StartAsync(null, ("Retention:Default:Days", "30"), ("Retention:Projects:shop:Kinds:tool:BodyDays", "3"));
        using var client = new RepriseClient(host.Client, "shop");
        var retention = await client.GetRetentionAsync(Cancellation);
        retention.Policies.Select(policy => (policy.Kind, policy.Days)).ShouldBe([(null, new(30, "Retention:Default:Days")), ("tool", new(30, "Retention:Default:Days"))]);
        retention.Policies[1].BodyDays.ShouldBe(new(3, "Retention:Projects:shop:Kinds:tool:BodyDays"));
        retention.Policies[0].MaxBytes.ShouldBe(new(0, "built in"));

        await client.SetRetentionAsync(new RetentionValues { Days = 7 }, cancellationToken: Cancellation);
        await client.SetRetentionAsync(new RetentionValues { MaxInteractions = 5 }, "check", installation: true, Cancellation);
        retention = await client.GetRetentionAsync(Cancellation);
        retention.Policies[0].Days.ShouldBe(new(7, "setting of project shop"));
        retention.Policies.Single(policy => policy.Kind == "check").MaxInteractions.ShouldBe(new(5, "setting of all projects, kind check"));
        retention.Settings.Select(setting => (setting.Scope, setting.Kind)).ShouldBe([("project", null), ("installation", "check")], ignoreOrder: true);

        (await client.UnsetRetentionAsync(cancellationToken: Cancellation)).Policies[0].Days.Value.ShouldBe(30);
        (await Should.ThrowAsync<RepriseApiException>(() => client.UnsetRetentionAsync(cancellationToken: Cancellation))).Message.ShouldContain("project shop");
    }

    [Theory]
    [InlineData("", """{"days":-1}""", "days")]
    [InlineData("", """{"max_bytes":-1}""", "max_bytes")]
    [InlineData("", "{}", "DELETE")]
    [InlineData("?kind=tol", """{"days":1}""", "tol")]
    [InlineData("?scope=world", """{"days":1}""", "world")]
    public async Task A_policy_that_cannot_be_is_refused(string query, string body, string said)
    {
        await using var host = await ApiHost.StartAsync();
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var response = await host.Client.PutAsync($"/api/retention{query}", content, Cancellation);
        ((int)response.StatusCode).ShouldBe(400);
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["detail"]!.GetValue<string>().ShouldContain(said);
    }

    [Fact]
    public async Task A_run_removes_what_its_dry_run_said()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        await OldRecords.AppendAsync(host.Store, OldRecords.Of(s_now, 200), OldRecords.Of(s_now, 100), OldRecords.Of(s_now, 1), OldRecords.Of(s_now, 200, project: "other"));
        var dry = await client.RunRetentionAsync(new RetentionRunRequest { DryRun = true }, Cancellation);
        (await OldRecords.CountAsync(host.Store)).ShouldBe(3);
        var one = await client.RunRetentionAsync(new RetentionRunRequest { Project = "other" }, Cancellation);
        var real = await client.RunRetentionAsync(new RetentionRunRequest(), Cancellation);
        (await OldRecords.CountAsync(host.Store)).ShouldBe(1);
        dry.Lines.Select(line => (line.Project, line.Interactions)).ShouldBe([("default", 2), ("other", 1)]);
        one.Lines.Select(line => (line.Project, line.Interactions)).ShouldBe([("other", 1)]);
        real.Lines.Select(line => (line.Project, line.Interactions)).ShouldBe([("default", 2)]);
        (dry.Complete, real.Complete).ShouldBe((true, true));
        var entry = await client.ListAuditAsync(new AuditSearch { Action = "retention.delete" }, Cancellation).SingleAsync(Cancellation);
        (entry.Actor, entry.Project).ShouldBe(("local", "default"));
        entry.Details!.Value.GetProperty("interactions").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_hold_keeps_what_it_names_from_retention_and_from_people()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        await OldRecords.AppendAsync(host.Store, OldRecords.Of(s_now, 200, "alice"), OldRecords.Of(s_now, 200), OldRecords.Of(s_now, 1, "alice"), OldRecords.Of(s_now, 1));
        var hold = await client.PlaceHoldAsync(new HoldRequest("case-1", "user:alice since:300d", "a lawsuit"), Cancellation);
        hold.Filter.ShouldNotContain("300d", customMessage: "times are written out");
        (hold.Name, hold.Reason, hold.By).ShouldBe(("case-1", "a lawsuit", "local"));
        (await client.ListHoldsAsync(Cancellation)).ShouldBe([hold]);

        await client.RunRetentionAsync(new RetentionRunRequest(), Cancellation);
        (await OldRecords.CountAsync(host.Store)).ShouldBe(3);
        var refusal = await Should.ThrowAsync<RepriseApiException>(() => client.DeleteAsync(new DeletionRequest { Q = "" }, Cancellation));
        ((int)refusal.Status).ShouldBe(409);
        refusal.Detail!.ShouldContain("'case-1'");
        (await OldRecords.CountAsync(host.Store)).ShouldBe(3);

        var dry = await client.DeleteAsync(new DeletionRequest { Q = "", DryRun = true }, Cancellation);
        (dry.Interactions, dry.Held, dry.Holds.Single()).ShouldBe((1, 2, new HeldCount("case-1", 2)));
        var deleted = await client.DeleteAsync(new DeletionRequest { Q = "", LeaveHeld = true }, Cancellation);
        (deleted.Interactions, deleted.Held, deleted.Complete).ShouldBe((1, 2, true));

        await client.LiftHoldAsync("case-1", Cancellation);
        ((int)(await Should.ThrowAsync<RepriseApiException>(() => client.LiftHoldAsync("case-1", Cancellation))).Status).ShouldBe(404);
        (await client.DeleteAsync(new DeletionRequest { Q = "" }, Cancellation)).Interactions.ShouldBe(2);
        (await client.ListAuditAsync(new AuditSearch(), Cancellation).Select(entry => entry.Action).ToListAsync(Cancellation)).ShouldBe([
            "interactions.delete", "interactions.delete_begin", "hold.remove", "interactions.delete", "interactions.delete_begin", "retention.delete", "retention.begin", "hold.create"]);
    }

    [Theory]
    [InlineData("/api/holds", """{"name":"case 1","filter":"","reason":"x"}""", 400, "name")]
    [InlineData("/api/holds", """{"name":"case-1","filter":"modle:x","reason":"x"}""", 400, "model")]
    [InlineData("/api/holds", """{"name":"case-1","filter":"","reason":" "}""", 400, "why")]
    [InlineData("/api/holds", """{"name":"taken","filter":"","reason":"x"}""", 409, "taken")]
    [InlineData("/api/interactions/delete", "{}", 400, "what to delete")]
    [InlineData("/api/interactions/delete", """{"q":"modle:x"}""", 400, "model")]
    [InlineData("/api/retention/run", """{"project":"No Project"}""", 400, "No Project")]
    public async Task What_makes_no_sense_is_refused_and_says_why(string path, string body, int status, string said)
    {
        await using var host = await ApiHost.StartAsync();
        await host.SendAsync("/api/holds", """{"name":"taken","filter":"user:nobody","reason":"x"}""");
        var (found, problem) = await host.SendAsync(path, body);
        found.ShouldBe(status, problem?.ToJsonString());
        problem!["detail"]!.GetValue<string>().ShouldContain(said);
    }

    [Fact]
    public async Task The_audit_log_is_read_in_pages_by_action_scope_and_time()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        for (var i = 0; i < 5; i++) await client.PlaceHoldAsync(new HoldRequest($"case-{i}", "", "a lawsuit"), Cancellation);
        await client.SetRetentionAsync(new RetentionValues { Days = 7 }, installation: true, cancellationToken: Cancellation);
        var subjects = await client.ListAuditAsync(new AuditSearch { Action = "hold.*", PageSize = 2 }, Cancellation).Select(entry => entry.Subject).ToListAsync(Cancellation);
        subjects.ShouldBe(["case-4", "case-3", "case-2", "case-1", "case-0"]);
        (await client.ListAuditAsync(new AuditSearch { Scope = "all" }, Cancellation).CountAsync(Cancellation)).ShouldBe(6);
        (await client.ListAuditAsync(new AuditSearch { Scope = "installation" }, Cancellation).SingleAsync(Cancellation)).Project.ShouldBeNull();
        (await client.ListAuditAsync(new AuditSearch { To = s_now.AddDays(-1) }, Cancellation).CountAsync(Cancellation)).ShouldBe(0);
        await host.ProblemAsync("/api/audit?before=x", 400);
        await host.ProblemAsync("/api/audit?action=a%20b", 400);
        await host.ProblemAsync("/api/audit?scope=world", 400);
        await host.ProblemAsync("/api/audit?limit=0", 400);
    }
}

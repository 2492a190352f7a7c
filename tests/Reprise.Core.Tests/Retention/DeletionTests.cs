using System.Text.Json.Nodes;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Retention;

public sealed class DeletionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_filter_selects_goes_and_the_log_says_who_did_it()
    {
        var stage = new RetentionStage();
        for (var i = 0; i < 10; i++) await OfAsync(stage, "bob");
        var kept = await OfAsync(stage, "alice");
        var dry = await stage.DeleteAsync("user:bob", dryRun: true);
        (await stage.LeftAsync()).Count.ShouldBe(11);
        (await stage.AuditAsync()).ShouldBeEmpty();
        var result = await stage.DeleteAsync("user:bob");
        (result.Interactions, result.Bytes, result.Held, result.IsRefused).ShouldBe((10, 100, 0, false));
        (dry.Interactions, dry.Bytes).ShouldBe((10, 100));
        (await stage.LeftAsync()).ShouldBe([kept]);
        var entry = (await stage.AuditAsync("interactions.delete")).ShouldHaveSingleItem();
        entry.Actor.ShouldBe("local");
        var details = JsonNode.Parse(entry.Details!)!;
        details["filter"]!.GetValue<string>().ShouldBe("user:bob");
        details["interactions"]!.GetValue<long>().ShouldBe(10);
    }

    [Fact]
    public async Task A_selection_that_touches_what_is_held_is_refused_with_the_holds_name_and_nothing_goes()
    {
        var stage = new RetentionStage();
        await OfAsync(stage, "alice");
        await OfAsync(stage, "bob");
        await stage.HoldAsync("case-1", "user:alice");
        await stage.HoldAsync("case-2", "user:carol");
        var result = await stage.DeleteAsync("kind:llm");
        result.IsRefused.ShouldBeTrue();
        result.Held.ShouldBe(1);
        result.Holds.ShouldHaveSingleItem().Name.ShouldBe("case-1");
        (await stage.LeftAsync()).Count.ShouldBe(2);
        (await stage.DeleteAsync("user:bob")).IsRefused.ShouldBeFalse("it does not touch what is held");
    }

    [Fact]
    public async Task What_is_held_is_left_out_when_that_is_asked_for()
    {
        var stage = new RetentionStage();
        var held = await OfAsync(stage, "alice");
        await OfAsync(stage, "bob");
        await stage.HoldAsync("case-1", "user:alice");
        await stage.HoldAsync("case-2", "user:alice kind:llm");
        var result = await stage.DeleteAsync("kind:llm", leaveHeld: true);
        (result.Interactions, result.Held, result.IsRefused).ShouldBe((1, 1, false));
        result.Holds.Select(hold => hold.Name).ShouldBe(["case-1", "case-2"]);
        (await stage.LeftAsync()).ShouldBe([held]);
    }

    [Fact]
    public async Task A_hold_that_is_lifted_holds_no_longer_and_placing_and_lifting_is_on_the_log()
    {
        var stage = new RetentionStage();
        await OfAsync(stage, "alice");
        (await stage.HoldAsync("case-1", "user:alice since:7d")).ShouldNotBeNull().Filter.ShouldBe("user:alice since:2026-02-24T12:00:00Z", "times are written out");
        (await stage.HoldAsync("case-1", "user:bob")).ShouldBeNull("there is one of that name");
        (await stage.DeleteAsync("")).IsRefused.ShouldBeTrue();
        (await stage.Holds.LiftAsync(RetentionStage.Project, "case-1", "local", Cancellation)).ShouldBeTrue();
        (await stage.Holds.LiftAsync(RetentionStage.Project, "case-1", "local", Cancellation)).ShouldBeFalse();
        (await stage.DeleteAsync("")).Interactions.ShouldBe(1);
        (await stage.AuditAsync("hold.*")).Select(entry => (entry.Action, entry.Subject)).ShouldBe([("hold.create", "case-1"), ("hold.remove", "case-1")], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_dry_run_counted_is_what_goes_whatever_is_recorded_and_however_late_the_answer_comes()
    {
        var stage = new RetentionStage();
        await stage.RecordAsync(31);
        var young = await stage.RecordAsync(29.5);
        var dry = await stage.DeleteAsync("before:30d", dryRun: true);
        dry.Interactions.ShouldBe(1);
        stage.Time.Advance(TimeSpan.FromDays(1));
        (await stage.DeleteAsync(dry.Q, from: dry.From, to: dry.To)).Interactions.ShouldBe(1);
        (await stage.LeftAsync()).ShouldBe([young], "what is 30 days old by now was not when it was counted");

        dry = await stage.DeleteAsync("", dryRun: true);
        var later = await stage.RecordAsync(0);
        (await stage.DeleteAsync(dry.Q, from: dry.From, to: dry.To)).Interactions.ShouldBe(1);
        (await stage.LeftAsync()).ShouldBe([later]);
    }

    [Fact]
    public async Task A_deletion_does_not_chase_what_is_recorded_while_it_runs()
    {
        var stage = new RetentionStage();
        for (var i = 0; i < 7; i++) await stage.RecordAsync(1);
        var result = await stage.DeleteAsync("", mayGoOn: async _ =>
        {
            await stage.RecordAsync(0);
            return true;
        });
        (result.Interactions, result.Complete).ShouldBe((7, true));
        (await stage.LeftAsync()).Count.ShouldBe(3, "one was recorded before each step");
    }

    [Fact]
    public async Task A_hold_has_a_name_for_addresses() =>
        await Should.ThrowAsync<ArgumentException>(() => new RetentionStage().HoldAsync("case 1/2", "user:alice"));

    [Fact]
    public async Task A_hold_is_of_one_project()
    {
        var stage = new RetentionStage();
        await OfAsync(stage, "alice");
        await stage.Holds.PlaceAsync("other", "case-1", stage.Filter(""), "a lawsuit", "local", Cancellation);
        (await stage.DeleteAsync("")).IsRefused.ShouldBeFalse();
        (await stage.LeftAsync()).ShouldBeEmpty();
    }

    private static Task<InteractionId> OfAsync(RetentionStage stage, string user) => stage.RecordAsync(1, with: interaction => interaction with { UserId = user });
}

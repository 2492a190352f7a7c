using System.Collections.Concurrent;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Storage.Tests.Settings;

/// <summary>What every settings store must do, whatever it is made of.</summary>
public abstract class SettingsConformance(SettingsFixture fixture) : IAsyncDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_setting_comes_back_letter_for_letter_with_version_and_time()
    {
        var store = await fixture.OpenAsync();
        const string Value = """{ "b" : 1.50, "a":"\u0000 \ud83d\ude00 é", "b": null }""";
        var kept = await store.PutAsync(Of("shop", "view", "Ünïcode \U0001F600 key", Value), null, null, Cancellation);
        kept.ShouldNotBeNull().Version.ShouldBe(1);
        kept.Value.ShouldBe(Value);
        kept.ChangedAt.ShouldBe(fixture.Time.GetUtcNow());
        (await store.FindAsync("shop", "view", "Ünïcode \U0001F600 key", Cancellation)).ShouldBe(kept);
    }

    [Fact]
    public async Task A_setting_that_is_not_there_is_null()
    {
        var store = await fixture.OpenAsync();
        await store.PutAsync(Of("shop", "view", "a"), null, null, Cancellation);
        (await store.FindAsync("shop", "view", "b", Cancellation)).ShouldBeNull();
        (await store.FindAsync("shop", "hold", "a", Cancellation)).ShouldBeNull();
        (await store.FindAsync("", "view", "a", Cancellation)).ShouldBeNull();
        (await store.ListAsync(null, "hold", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_writing_gives_the_next_version_and_the_time_of_it()
    {
        var store = await fixture.OpenAsync();
        await store.PutAsync(Of("", "view", "a", "1"), null, null, Cancellation);
        fixture.Time.Advance(TimeSpan.FromHours(1));
        var second = await store.PutAsync(Of("", "view", "a", "2"), null, null, Cancellation);
        second.ShouldNotBeNull().Version.ShouldBe(2);
        second.ChangedAt.ShouldBe(fixture.Time.GetUtcNow());
        (await store.FindAsync("", "view", "a", Cancellation))!.Value.ShouldBe("2");
    }

    [Fact]
    public async Task With_a_version_it_is_written_only_when_the_setting_still_has_it()
    {
        var store = await fixture.OpenAsync();
        (await store.PutAsync(Of("", "view", "a", "1"), 1, Entry(1), Cancellation)).ShouldBeNull("it is not there");
        (await store.PutAsync(Of("", "view", "a", "1"), 0, null, Cancellation))!.Version.ShouldBe(1);
        (await store.PutAsync(Of("", "view", "a", "2"), 0, Entry(2), Cancellation)).ShouldBeNull("it is there");
        (await store.PutAsync(Of("", "view", "a", "2"), 1, null, Cancellation))!.Version.ShouldBe(2);
        (await store.PutAsync(Of("", "view", "a", "3"), 1, Entry(3), Cancellation)).ShouldBeNull("it has another version");
        (await store.FindAsync("", "view", "a", Cancellation))!.Value.ShouldBe("2");
        (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldBeEmpty("nothing was written");
    }

    [Fact]
    public async Task Of_many_who_write_with_the_same_version_one_does()
    {
        var store = await fixture.OpenAsync();
        await store.PutAsync(Of("", "view", "a", "0"), null, null, Cancellation);
        var written = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() => store.PutAsync(Of("", "view", "a", $"{i}"), 1, Entry(i), Cancellation), Cancellation)));
        written.Count(setting => setting is not null).ShouldBe(1);
        (await store.FindAsync("", "view", "a", Cancellation)).ShouldBe(written.Single(setting => setting is not null));
        (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_who_write_without_a_version_each_gets_its_own()
    {
        var store = await fixture.OpenAsync();
        var written = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() => store.PutAsync(Of("", "view", "a", $"{i}"), null, null, Cancellation), Cancellation)));
        written.Select(setting => setting!.Version).Order().ShouldBe(Enumerable.Range(1, 16).Select(i => (long)i));
    }

    [Fact]
    public async Task A_kind_is_listed_by_project_and_key_in_ordinal_order()
    {
        var store = await fixture.OpenAsync();
        string[] keys = ["b", "a", "B", "a b", "é", "\U0001F600", "\uFF21", "a-b", "10", "9"];
        foreach (var key in keys) await store.PutAsync(Of("shop", "view", key), null, null, Cancellation);
        await store.PutAsync(Of("", "view", "z"), null, null, Cancellation);
        await store.PutAsync(Of("other", "view", "y"), null, null, Cancellation);
        await store.PutAsync(Of("shop", "hold", "x"), null, null, Cancellation);
        var ordered = keys.Order(StringComparer.Ordinal).ToArray();
        (await store.ListAsync("shop", "view", Cancellation)).Select(setting => setting.Key).ShouldBe(ordered);
        (await store.ListAsync("", "view", Cancellation)).Select(setting => setting.Key).ShouldBe(["z"]);
        (await store.ListAsync(null, "view", Cancellation)).Select(setting => setting.Key).ShouldBe(["z", "y", .. ordered]);
    }

    [Fact]
    public async Task A_setting_removed_is_gone_and_the_log_says_so_once()
    {
        var store = await fixture.OpenAsync();
        await store.PutAsync(Of("shop", "view", "a"), null, null, Cancellation);
        (await store.RemoveAsync("shop", "view", "a", Entry(1), Cancellation)).ShouldBeTrue();
        (await store.RemoveAsync("shop", "view", "a", Entry(2), Cancellation)).ShouldBeFalse();
        (await store.FindAsync("shop", "view", "a", Cancellation)).ShouldBeNull();
        (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldBe([Entry(1)]);
    }

    [Fact]
    public async Task What_was_done_comes_back_newest_first_a_page_at_a_time()
    {
        var store = await fixture.OpenAsync();
        await store.AppendAuditAsync([.. Enumerable.Range(1, 7).Select(i => Entry(i))], Cancellation);
        var first = await store.AuditAsync(new AuditQuery { Limit = 3 }, Cancellation);
        first.Entries.ShouldBe([Entry(7), Entry(6), Entry(5)]);
        first.HasMore.ShouldBeTrue();
        var second = await store.AuditAsync(new AuditQuery { Limit = 3, Before = first.Entries[^1].Id }, Cancellation);
        second.Entries.ShouldBe([Entry(4), Entry(3), Entry(2)]);
        var last = await store.AuditAsync(new AuditQuery { Limit = 3, Before = second.Entries[^1].Id }, Cancellation);
        last.Entries.ShouldBe([Entry(1)]);
        last.HasMore.ShouldBeFalse();
        (await store.AuditAsync(new AuditQuery { Limit = 7 }, Cancellation)).HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task The_log_is_asked_by_project_action_and_time()
    {
        var store = await fixture.OpenAsync();
        var entries = new[] { Entry(1, "shop", "retention.delete"), Entry(2, "shop", "retention.drop"), Entry(3, "", "hold.create"), Entry(4, "other", "retention_x.delete") };
        await store.AppendAuditAsync(entries, Cancellation);
        await ExpectAsync(new AuditQuery { Project = "shop" }, 2, 1);
        await ExpectAsync(new AuditQuery { Project = "" }, 3);
        await ExpectAsync(new AuditQuery { Action = "retention.delete" }, 1);
        await ExpectAsync(new AuditQuery { Action = "retention.*" }, 2, 1);
        await ExpectAsync(new AuditQuery { Action = "*" }, 4, 3, 2, 1);
        await ExpectAsync(new AuditQuery { Action = "retention" });
        await ExpectAsync(new AuditQuery { Action = "retention%" });
        await ExpectAsync(new AuditQuery { From = entries[1].Timestamp, To = entries[3].Timestamp }, 3, 2);
        await ExpectAsync(new AuditQuery { From = entries[1].Timestamp.AddTicks(1), To = entries[3].Timestamp.AddTicks(1) }, 4, 3);

        async Task ExpectAsync(AuditQuery query, params int[] expected) =>
            (await store.AuditAsync(query, Cancellation)).Entries.Select(entry => Array.IndexOf(entries, entry) + 1).ShouldBe(expected, query.ToString());
    }

    [Fact]
    public async Task An_entry_sent_again_changes_nothing()
    {
        var store = await fixture.OpenAsync();
        await store.AppendAuditAsync([Entry(1)], Cancellation);
        await store.AppendAuditAsync([Entry(1) with { Action = "something.else" }, Entry(2)], Cancellation);
        (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldBe([Entry(2), Entry(1)]);
    }

    [Fact]
    public async Task A_change_is_told_to_those_who_watch_until_they_stop()
    {
        var store = await fixture.OpenAsync();
        var told = new ConcurrentQueue<SettingChange>();
        var watch = store.Watch(told.Enqueue);
        await store.PutAsync(Of("shop", "view", "a"), null, null, Cancellation);
        await store.PutAsync(Of("shop", "view", "a"), 7, null, Cancellation);
        await store.RemoveAsync("shop", "view", "none", null, Cancellation);
        await store.RemoveAsync("shop", "view", "a", null, Cancellation);
        told.ShouldBe([new SettingChange("shop", "view", "a"), new SettingChange("shop", "view", "a")]);
        watch.Dispose();
        watch.Dispose();
        await store.PutAsync(Of("shop", "view", "b"), null, null, Cancellation);
        told.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_no_engine_keeps_is_refused_by_all()
    {
        var store = await fixture.OpenAsync();
        Setting[] wrong =
        [
            Of("Shop", "view", "a"), Of("shop", "", "a"), Of("shop", "View", "a"), Of("shop", "view", ""), Of("shop", "view", "a\0b"), Of("shop", "view", "a\nb"),
            Of("shop", "view", "\ud800"), Of("shop", "view", new string('k', 201)), Of("shop", "view", "a", "no json"), Of("shop", "view", "a", $"\"{new string('v', 1 << 20)}\""),
        ];
        foreach (var setting in wrong) await Should.ThrowAsync<ArgumentException>(() => store.PutAsync(setting, null, null, Cancellation), setting.ToString());
        AuditEntry[] wrongEntries = [Entry(1) with { Actor = "" }, Entry(1) with { Action = "a\0" }, Entry(1) with { Subject = "\ud800" }, Entry(1) with { Details = "{" }, Entry(1) with { Id = default }];
        foreach (var entry in wrongEntries) await Should.ThrowAsync<ArgumentException>(() => store.AppendAuditAsync([entry], Cancellation), entry.ToString());
        await Should.ThrowAsync<ArgumentException>(() => store.AuditAsync(new AuditQuery { Limit = 0 }, Cancellation));
        await Should.ThrowAsync<ArgumentException>(() => store.AuditAsync(new AuditQuery { Limit = AuditQuery.MaxLimit + 1 }, Cancellation));
        (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Values_can_be_taken_out_of_the_audit_log_and_nothing_else_of_it_changes()
    {
        var store = await fixture.OpenAsync();
        var entries = Enumerable.Range(1, 3).Select(number => Entry(number)).ToArray();
        await store.AppendAuditAsync(entries, Cancellation);
        await store.PutAsync(Of("p", "kind", "key", "[1]"), null, null, Cancellation);

        await store.RewriteAuditAsync([entries[1] with { Subject = "[erased]", Details = null, Actor = "somebody else", Action = "other" }, Entry(9)], Cancellation);
        await store.ScrubAsync(Cancellation);

        (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldBe([entries[2], entries[1] with { Subject = "[erased]", Details = null }, entries[0]]);
        (await store.FindAsync("p", "kind", "key", Cancellation))!.Value.ShouldBe("[1]");
        await store.AppendAuditAsync([Entry(10)], Cancellation);
        (await store.AuditAsync(new AuditQuery(), Cancellation)).Entries.Count.ShouldBe(4);
    }

    [Fact]
    public async Task One_server_alone_leads()
    {
        var store = await fixture.OpenAsync();
        (await store.TryLeadAsync(Cancellation)).ShouldBeTrue();
        (await store.TryLeadAsync(Cancellation)).ShouldBeTrue();
    }

    protected static Setting Of(string project, string kind, string key, string value = "{}") => new() { Project = project, Kind = kind, Key = key, Value = value };

    protected static AuditEntry Entry(int number, string project = "", string action = "test.entry")
    {
        var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(number);
        Span<byte> id = stackalloc byte[16];
        InteractionId.FromForeign($"entry {number}").WriteBytes(id);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(id, (at.ToUnixTimeMilliseconds() << 16) | 0x7000);
        return new AuditEntry { Id = InteractionId.FromBytes(id), Timestamp = at, Project = project, Actor = "local", Action = action, Subject = $"number {number}", Details = """{"count": 3}""" };
    }

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

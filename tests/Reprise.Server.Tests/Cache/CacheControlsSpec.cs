using System.Net;
using System.Text.Json.Nodes;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Cache;

/// <summary>What callers say about the cache, and what becomes of it.</summary>
public sealed class CacheControlsSpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");

    [Fact]
    public async Task Nothing_takes_part_that_does_not_ask_unless_the_owner_says_so()
    {
        await using var stage = await CacheStage.StartAsync(null, null, "Cache:Use=asked");

        var first = await stage.SendAsync(s_question);
        var second = await stage.SendAsync(s_question);

        (first.Cache, second.Cache).ShouldBe((null, null));
        stage.Calls.ShouldBe(2);
        (await stage.Server.RecordedAsync(InteractionId.Parse(second.Id))).Interaction.Cache.ShouldBeNull();
    }

    [Theory]
    [InlineData("Reprise-Cache", "on")]
    [InlineData("Reprise-Cache-Policy", "default")]
    [InlineData("Helicone-Cache-Enabled", "true")]
    [InlineData("x-bt-use-cache", "always")]
    public async Task A_request_asks_for_the_cache_by_a_header(string name, string value)
    {
        await using var stage = await CacheStage.StartAsync(null, null, "Cache:Use=asked");
        await stage.KeepAsync(s_question, (name, value));

        (await stage.SendAsync(s_question, (name, value))).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task A_project_of_its_own_can_be_left_out()
    {
        await using var stage = await CacheStage.StartAsync(null, null, "Cache:Projects:secret:Use=never");

        var reply = await stage.SendAsync(s_question, ("Reprise-Project", "secret"), ("Reprise-Cache", "on"));

        (reply.Cache, reply.Reason).ShouldBe(("bypass", "off"));
    }

    [Fact]
    public async Task Off_goes_to_the_provider_and_keeps_nothing()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        var off = await stage.SendAsync(s_question, ("Reprise-Cache", "off"));
        await stage.SettleAsync();

        (off.Cache, off.Reason).ShouldBe(("bypass", "off"));
        stage.Calls.ShouldBe(2);
        stage.Counters.Added.ShouldBe(1);
        (await stage.SendAsync(s_question)).Body.ShouldContain("answer 1");
    }

    [Theory]
    [InlineData("Reprise-Cache", "refresh")]
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("x-portkey-cache-force-refresh", "true")]
    public async Task Refresh_asks_the_provider_and_what_it_says_is_given_from_then_on(string name, string value)
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        var fresh = await stage.KeepAsync(s_question, (name, value));

        (fresh.Cache, fresh.Reason).ShouldBe(("miss", "refresh"));
        fresh.Body.ShouldContain("answer 2");
        var next = await stage.SendAsync(s_question);
        next.Cache.ShouldBe("hit");
        next.Body.ShouldContain("answer 2");
    }

    [Theory]
    [InlineData("Reprise-Cache", "only")]
    [InlineData("Cache-Control", "only-if-cached")]
    public async Task Only_cached_is_refused_in_the_providers_shape_when_there_is_nothing(string name, string value)
    {
        await using var stage = await CacheStage.StartAsync();

        var refused = await stage.SendAsync(s_question, (name, value));

        refused.Status.ShouldBe(HttpStatusCode.GatewayTimeout);
        (refused.Cache, refused.Reason).ShouldBe(("miss", "only_cached"));
        JsonNode.Parse(refused.Body)!["error"]!["code"]!.GetValue<string>().ShouldBe("not_cached");
        stage.Calls.ShouldBe(0);
        var record = (await stage.Server.RecordedAsync(InteractionId.Parse(refused.Id))).Interaction;
        (record.Status, record.ErrorCode, record.CostUsd).ShouldBe((InteractionStatus.Error, "not_cached", null));
        await stage.KeepAsync(s_question);
        (await stage.SendAsync(s_question, (name, value))).Cache.ShouldBe("hit");
    }

    [Theory]
    [InlineData("off", "Reprise-Project=secret")]
    [InlineData("off", "Reprise-Cache-Policy=dead")]
    [InlineData("unknown_policy", "Reprise-Cache-Policy=no-such")]
    [InlineData("refresh", "Cache-Control=no-cache")]
    [InlineData("refresh", "x-portkey-cache-force-refresh=true")]
    [InlineData("no_store", "Cache-Control=no-store")]
    [InlineData("not_readable", "Reprise-Cache-Ttl=soon")]
    [InlineData("only_cached", "Reprise-Cache-Policy=watching")]
    [InlineData("no_owner", "Reprise-Cache-Policy=owned")]
    [InlineData("temperature", "Reprise-Cache-Policy=cold")]
    [InlineData("only_cached", "Cache-Control=max-age=0")]
    public async Task Only_cached_is_refused_whatever_keeps_the_cache_from_answering(string reason, string header)
    {
        await using var stage = await CacheStage.StartAsync(
            null, null, "Cache:Projects:secret:Use=never", "Cache:Policies:watching:Mode=shadow", "Cache:Policies:dead:Mode=off", "Cache:Policies:owned:Sharing=user", "Cache:Policies:cold:MaxTemperature=0");
        await stage.KeepAsync(s_question);
        await stage.KeepAsync(s_question, ("Reprise-Cache-Policy", "watching"));
        var (name, value) = (header[..header.IndexOf('=')], header[(header.IndexOf('=') + 1)..]);

        var asked = await stage.SendAsync(s_question, ("Reprise-Cache", "only"), (name, value));
        var standard = name == "Cache-Control" || reason == "off"
            ? asked
            : await stage.SendAsync(s_question, ("Cache-Control", "only-if-cached"), (name, value));

        new[] { asked, standard }.ShouldAllBe(reply => reply.Status == HttpStatusCode.GatewayTimeout && reply.Reason == reason);
        stage.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("")]
    public async Task Only_cached_is_refused_for_what_cannot_be_read(string body)
    {
        await using var stage = await CacheStage.StartAsync(null, null, "Cache:MaxRequestBytes=1024");

        var unreadable = await stage.SendAsync(body, ("Reprise-Cache", "only"));
        var tooLong = await stage.SendAsync(CacheStage.Question(new string('x', 2000)), ("Reprise-Cache", "only"));

        new[] { unreadable, tooLong }.ShouldAllBe(reply => reply.Status == HttpStatusCode.GatewayTimeout);
        stage.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task No_store_is_neither_answered_nor_kept()
    {
        await using var stage = await CacheStage.StartAsync();

        var first = await stage.SendAsync(s_question, ("Cache-Control", "no-store"));
        await stage.SettleAsync();
        var second = await stage.SendAsync(s_question);

        (first.Cache, first.Reason).ShouldBe(("bypass", "no_store"));
        second.Cache.ShouldBe("miss");
    }

    [Fact]
    public async Task What_the_caller_keeps_from_the_record_is_not_kept_by_the_cache()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.SendAsync(s_question, ("Reprise-Omit", "response"));
        await stage.SendAsync(s_question, ("Reprise-Omit", "request"));
        await stage.SettleAsync();

        (await stage.SendAsync(s_question)).Cache.ShouldBe("miss");
        stage.Index.Entries.List(null, null, 0, 10).Count.ShouldBeLessThanOrEqualTo(1);
        stage.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task An_answer_older_than_the_caller_wants_is_not_given()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        var old = await stage.SendAsync(s_question, ("Cache-Control", "max-age=0"));

        old.Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question, ("Cache-Control", "max-age=600"))).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task An_answer_is_given_as_long_as_its_request_said()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question, ("Reprise-Cache-Ttl", "0"));
        await stage.KeepAsync(CacheStage.Question("another"), ("Reprise-Cache-Ttl", "600"));

        (await stage.SendAsync(s_question)).Cache.ShouldBe("miss");
        (await stage.SendAsync(CacheStage.Question("another"))).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task Scope_and_declared_inputs_are_part_of_what_is_asked()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question, ("Reprise-Cache-Scope", "a"), ("Reprise-Cache-Inputs", "doc=1,tool=2"));

        (await stage.SendAsync(s_question)).Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question, ("Reprise-Cache-Scope", "b"), ("Reprise-Cache-Inputs", "doc=1,tool=2"))).Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question, ("Reprise-Cache-Scope", "a"), ("Reprise-Cache-Inputs", "doc=9,tool=2"))).Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question, ("Reprise-Cache-Scope", "a"), ("Reprise-Cache-Inputs", "tool=2, doc=1"))).Cache.ShouldBe("hit");
    }

    [Theory]
    [InlineData("Reprise-Cache", "perhaps")]
    [InlineData("Reprise-Cache-Inputs", "nothing")]
    [InlineData("Reprise-Cache-Ttl", "-5")]
    [InlineData("Cache-Control", "max-age=soon")]
    public async Task A_header_that_cannot_be_understood_keeps_the_request_from_the_cache(string name, string value)
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        var reply = await stage.SendAsync(s_question, (name, value));

        (reply.Status, reply.Cache, reply.Reason).ShouldBe((HttpStatusCode.OK, "bypass", "not_readable"));
        stage.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_policy_that_nobody_knows_is_no_policy()
    {
        await using var stage = await CacheStage.StartAsync();

        var reply = await stage.SendAsync(s_question, ("Reprise-Cache-Policy", "no-such"));

        (reply.Cache, reply.Reason).ShouldBe(("bypass", "unknown_policy"));
        stage.Counters.Lookups.ShouldAllBe(lookup => lookup.Key.Policy != "no-such");
    }

    [Fact]
    public async Task What_one_policy_keeps_another_does_not_give()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        (await stage.SendAsync(s_question, ("Reprise-Cache-Policy", "aggressive"))).Cache.ShouldBe("miss");
    }

    [Theory]
    [InlineData("User", "Reprise-User")]
    [InlineData("Session", "Reprise-Session")]
    [InlineData("Credential", "Authorization")]
    public async Task Answers_are_shared_within_an_owner_alone_when_the_policy_says_so(string sharing, string header)
    {
        await using var stage = await CacheStage.StartAsync(null, null, $"Cache:Policies:default:Sharing={sharing.ToLowerInvariant()}");
        await stage.KeepAsync(s_question, (header, "Bearer one"));

        (await stage.SendAsync(s_question, (header, "Bearer two"))).Cache.ShouldBe("miss");
        var nobody = await stage.SendAsync(s_question);
        (nobody.Cache, nobody.Reason).ShouldBe(("bypass", "no_owner"));
        (await stage.SendAsync(s_question, (header, "Bearer one"))).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task The_cache_headers_stay_here()
    {
        string? seen = null;
        await using var stage = await CacheStage.StartAsync((context, number) =>
        {
            seen = string.Join(' ', context.Request.Headers.Keys);
            return CacheStage.AnswerAsync(context, number);
        });

        await stage.SendAsync(s_question, ("Reprise-Cache", "on"), ("Reprise-Cache-Scope", "a"));

        seen.ShouldNotBeNull().ShouldNotContain("Reprise", Case.Insensitive);
    }

    [Fact]
    public async Task A_body_of_50_MB_passes_by()
    {
        await using var stage = await CacheStage.StartAsync();

        var reply = await stage.SendAsync(CacheStage.Question(new string('x', 50 << 20)));

        (reply.Status, reply.Cache, reply.Reason).ShouldBe((HttpStatusCode.OK, "bypass", "text_too_long"));
    }
}

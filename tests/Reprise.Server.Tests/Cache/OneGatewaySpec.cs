using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Server.Cache;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>
/// What the gateway does to a call it does to a hit as well. Caches that answer before the rest of a gateway have let guardrails and rules for personal data be
/// skipped on hits; here there is one way in, and the cache stands at its end.
/// </summary>
public sealed class OneGatewaySpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");

    [Fact]
    public async Task A_guardrail_or_policy_on_personal_data_is_not_skipped_on_a_hit_which_is_recorded_and_labelled_like_any_call()
    {
        await using var stage = await CacheStage.StartAsync();
        var first = await stage.KeepAsync(s_question);

        var hit = await stage.SendAsync(
            s_question, ("Reprise-User", "ann"), ("Reprise-Session", "s1"), ("Reprise-Tags", "audit,gdpr"), ("Reprise-Metadata", """{"purpose":"support"}"""), ("Reprise-Trace", "t1"));

        hit.Cache.ShouldBe("hit");
        var record = await stage.Server.RecordedAsync(InteractionId.Parse(hit.Id));
        var call = record.Interaction;
        (call.UserId, call.SessionId, call.TraceId, call.Status).ShouldBe(("ann", "s1", "t1", InteractionStatus.Success));
        call.Tags.ShouldBe(["audit", "gdpr"]);
        call.Metadata.ShouldNotBeNull().ShouldContain("support");
        (call.Cache!.Status, call.Cache.SourceInteractionId?.ToString()).ShouldBe(("hit", first.Id));
        System.Text.Encoding.UTF8.GetString(record.Request!.Bytes.Span).ShouldBe(s_question);
        record.Response!.Bytes.ToArray().ShouldBe(first.Bytes);
    }

    [Theory]
    [InlineData("request", false, true)]
    [InlineData("response", true, false)]
    [InlineData("request,response", false, false)]
    public async Task A_hit_whose_caller_wants_its_text_kept_from_the_record_leaves_none_there(string omitted, bool hasRequest, bool hasResponse)
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        var hit = await stage.SendAsync(s_question, ("Reprise-Omit", omitted));

        hit.Cache.ShouldBe("hit");
        hit.Body.ShouldContain("answer 1");
        var record = await stage.Server.RecordedAsync(InteractionId.Parse(hit.Id));
        (Has(record.Request), Has(record.Response)).ShouldBe((hasRequest, hasResponse));
        if (!hasRequest) record.Interaction.PromptPreview.ShouldBeNullOrEmpty();
        if (!hasResponse) record.Interaction.ContentPreview.ShouldBeNullOrEmpty();

        static bool Has(Body? body) => body is { Bytes.IsEmpty: false };
    }

    [Fact]
    public async Task Who_may_not_come_in_gets_no_hit_either()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);
        var before = stage.Counters.Count(CacheHeaders.Hit);

        // A page that a browser has open must not use a server on this machine, whatever the server could answer by itself.
        var foreign = await stage.SendAsync(s_question, ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"));
        var mistaken = await stage.SendAsync(s_question, ("Reprise-Project", "No Project"));

        (foreign.Status, foreign.Cache).ShouldBe((HttpStatusCode.Forbidden, null));
        (mistaken.Status, mistaken.Cache).ShouldBe((HttpStatusCode.BadRequest, null));
        stage.Counters.Count(CacheHeaders.Hit).ShouldBe(before);
    }
}

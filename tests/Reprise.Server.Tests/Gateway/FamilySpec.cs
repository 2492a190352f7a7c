using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Server.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Gateway;

/// <summary>Callers that were written for Helicone, Portkey, LiteLLM or Braintrust, and callers inside a trace.</summary>
public sealed class FamilySpec : IAsyncLifetime
{
    private readonly Dictionary<string, string> _received = new(StringComparer.OrdinalIgnoreCase);
    private RawUpstream _upstream = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await RawUpstream.StartAsync(async context =>
        {
            _received.Clear();
            foreach (var header in context.Request.Headers) _received[header.Key] = header.Value.ToString();
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"choices":[{"message":{"role":"assistant","content":"hi"}}]}""");
        });
        _server = await TestServer.StartAsync(_upstream.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_caller_of_Helicone_gets_its_answers_and_its_key_goes_nowhere()
    {
        using var answer = await SendAsync(("Helicone-Auth", "Bearer sk-helicone"), ("Helicone-User-Id", "ann"), ("Helicone-Request-Id", "r-1"), ("Helicone-Cache-Enabled", "true"), ("Helicone-Fallbacks", "[]"));

        answer.Headers.GetValues("Helicone-Id").ShouldBe(answer.Headers.GetValues("Reprise-Id"));
        answer.Headers.GetValues("Helicone-Cache").ShouldBe(["MISS"]);
        answer.Headers.Contains("x-portkey-trace-id").ShouldBeFalse();
        _received.Keys.ShouldNotContain(name => name.StartsWith("Helicone", StringComparison.OrdinalIgnoreCase));
        var record = (await _server.RecordedAsync(answer)).Interaction;
        (record.UserId, record.RecordError).ShouldBe(("ann", "header helicone-fallbacks asks for what is not done here"));
        JsonDocument.Parse(record.Metadata!).RootElement.GetProperty("helicone_request_id").GetString().ShouldBe("r-1");
    }

    [Fact]
    public async Task A_caller_of_Portkey_gets_its_answers_and_its_key_goes_nowhere()
    {
        using var answer = await SendAsync(("x-portkey-api-key", "pk-secret"), ("x-portkey-provider", "openai"), ("x-portkey-trace-id", "t-1"), ("x-portkey-metadata", """{"_user":"ann","plan":"pro"}"""));

        answer.Headers.GetValues("x-portkey-trace-id").ShouldBe(["t-1"]);
        answer.Headers.GetValues("x-portkey-cache-status").ShouldBe(["DISABLED"]);
        _received.Keys.ShouldNotContain(name => name.StartsWith("x-portkey", StringComparison.OrdinalIgnoreCase));
        var record = (await _server.RecordedAsync(answer)).Interaction;
        (record.UserId, record.TraceId, record.RecordError).ShouldBe(("ann", "t-1", null));
    }

    [Fact]
    public async Task A_caller_of_LiteLLM_gets_its_answers_and_its_key_goes_nowhere()
    {
        using var answer = await SendAsync(("x-litellm-api-key", "sk-litellm"), ("x-litellm-tags", "a,b"), ("x-litellm-session-id", "s-1"), ("x-litellm-end-user-id", "ann"));

        answer.Headers.GetValues("x-litellm-call-id").ShouldBe(answer.Headers.GetValues("Reprise-Id"));
        _received.Keys.ShouldNotContain("x-litellm-api-key");
        var record = (await _server.RecordedAsync(answer)).Interaction;
        (record.UserId, record.SessionId).ShouldBe(("ann", "s-1"));
        record.Tags.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Whoever_speaks_none_of_them_gets_none_of_their_answers()
    {
        using var answer = await SendAsync(("Reprise-User", "ann"));

        answer.Headers.Select(header => header.Key).ShouldNotContain(name => FamilyHeaders.Of(name) != ForeignFamilies.None);
    }

    [Theory]
    [InlineData("hit", "HIT", "HIT", "0.0")]
    [InlineData("semantic", "HIT", "SEMANTIC HIT", "0.0")]
    [InlineData("miss", "MISS", "MISS", "")]
    [InlineData("bypass", "", "DISABLED", "")]
    public void What_the_cache_did_is_said_in_each_familys_words(string cache, string helicone, string portkey, string cost)
    {
        var headers = new HeaderDictionary { ["Reprise-Id"] = "i", ["Reprise-Cache"] = cache };
        FamilyHeaders.Add(headers, ForeignFamilies.Helicone | ForeignFamilies.Portkey | ForeignFamilies.LiteLlm | ForeignFamilies.Braintrust, null);

        (headers["Helicone-Cache"].ToString(), headers["x-bt-cached"].ToString(), headers["x-portkey-cache-status"].ToString(), headers["x-litellm-response-cost"].ToString()).ShouldBe((helicone, helicone, portkey, cost));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", true)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-brings", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra", false)]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false)]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", false)]
    [InlineData("", false)]
    public void A_trace_parent_counts_when_it_is_one(string value, bool counts)
    {
        (TraceContext.ReadParent(value) is not null).ShouldBe(counts);
    }

    [Fact]
    public async Task A_call_inside_a_span_is_its_child_and_belongs_to_whom_the_baggage_says()
    {
        using var answer = await SendAsync(
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "vendor=;;;not=valid,,"), ("baggage", "session.id=s%201;prop=1, enduser.id=ann,=x,broken"));

        var record = (await _server.RecordedAsync(answer)).Interaction;
        (record.TraceId, record.ParentId, record.SessionId, record.UserId, record.RecordError).ShouldBe(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "s 1", "ann", null));
    }

    [Fact]
    public void What_is_said_of_the_call_itself_stands_before_the_baggage_in_any_order()
    {
        foreach (var headers in new[] { new HeaderDictionary { ["baggage"] = "user.id=bob", ["Reprise-User"] = "ann" }, new HeaderDictionary { ["Reprise-User"] = "ann", ["baggage"] = "user.id=bob" } })
            LabelHeaders.Find(headers)!.With(null).UserId.ShouldBe("ann");
    }

    private async Task<HttpResponseMessage> SendAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = RelaySpec.Json("""{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}""") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

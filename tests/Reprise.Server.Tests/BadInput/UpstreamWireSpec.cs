using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.BadInput;

/// <summary>What a provider writes to the socket that is not quite HTTP: passed on where it can be, told as a failure of the provider where it cannot.</summary>
public sealed class UpstreamWireSpec
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private static readonly byte[] s_chat = Stage.Utf8("""{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""");

    public static TheoryData<string, string> Unusable() => new()
    {
        { "nothing at all", "" },
        { "words", "hello, I am not a web server\r\n\r\n" },
        { "a page without a head", "<html><body>502</body></html>" },
        { "binary garbage", "\0\u0001\u0002\u0003\u00FF\u00FE\u00FD" },
        { "an encrypted alert", "\u0015\u0003\u0003\u0000\u0002\u0002\u0046" },
        { "a head that breaks off", "HTTP/1.1 200 OK\r\nContent-Ty" },
        { "a status that is no number", "HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\n{}" },
        { "a status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\n{}" },
        { "a version that is none", "HTTP/x.y 200 OK\r\nContent-Length: 2\r\n\r\n{}" },
        { "a header without a colon", Ok + "nonsense\r\nContent-Length: 2\r\n\r\n{}" },
        { "a header of a megabyte", Ok + "X-Long: " + new string('x', 1 << 20) + "\r\n\r\n" },
        { "a content length that is no number", Ok + "Content-Length: two\r\n\r\n{}" },
        { "a negative content length", Ok + "Content-Length: -2\r\n\r\n{}" },
        { "two content lengths", Ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} " },
        { "the same content length twice", Ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" },
        { "a change of protocol", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: nothing\r\n\r\nbytes" },
        { "a status beyond all", "HTTP/1.1 000 Zero\r\nContent-Length: 2\r\n\r\n{}" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task An_answer_that_is_none_is_told_as_a_failure_of_the_provider(string what, string answer)
    {
        using var upstream = new CannedUpstream(Encoding.Latin1.GetBytes(answer));
        await using var stage = await Stage.StartAsync(upstream.Url);

        using var response = await stage.PostAsync(Stage.ChatPath, s_chat);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway, what);
        Stage.ErrorMessageOf(await response.Content.ReadAsStringAsync()).ShouldStartWith("Reprise: openai at ", customMessage: what);
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        var recorded = await stage.OpenedAsync(response);
        recorded.Interaction.Status.ShouldBe(InteractionStatus.Error);
        recorded.Interaction.ErrorCode.ShouldBe("upstream_broken");
        recorded.Interaction.ErrorMessage.ShouldNotBeNullOrEmpty();
        recorded.Request!.Bytes.ToArray().ShouldBe(s_chat);
    }

    public static TheoryData<string, string, int, string> Odd() => new()
    {
        { "both framings", Ok + "Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 200, "{}" },
        { "both framings, too short", Ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 200, "{}" },
        { "more than announced", Ok + "Content-Length: 2\r\n\r\n{}and more", 200, "{}" },
        { "no length and no chunks", Ok + "\r\n{\"till\":\"the end\"}", 200, "{\"till\":\"the end\"}" },
        { "an empty 200", Ok + "Content-Length: 0\r\n\r\n", 200, "" },
        { "a 200 that closes at once", Ok + "\r\n", 200, "" },
        { "a 204 with a body", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}", 204, "" },
        { "a 205 with a body", "HTTP/1.1 205 Reset Content\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 205, "" },
        { "a 304 with a body", "HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n{}", 304, "" },
        { "hints before the answer", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Ok + "Content-Length: 2\r\n\r\n{}", 200, "{}" },
        { "a status nobody knows", "HTTP/1.1 799 Odd\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 799, "{}" },
        { "a status above all classes", "HTTP/1.1 999 Odd\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 999, "{}" },
        { "no reason phrase", "HTTP/1.1 200\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 200, "{}" },
        { "lines that end in line feeds alone", "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 2\n\n{}", 200, "{}" },
        { "version 1.0", "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}", 200, "{}" },
        { "control characters in a header", Ok + "X-Control: a\u0001b\u0007c\r\nX-Good: kept\r\nContent-Length: 2\r\n\r\n{}", 200, "{}" },
        { "control characters in a header worth keeping", Ok + "x-request-id: a\u0001b\r\nX-Good: kept\r\nContent-Length: 2\r\n\r\n{}", 200, "{}" },
        { "Latin-1 in a header", Ok + "X-Latin: \u00E9\u00FC\r\nX-Good: kept\r\nContent-Length: 2\r\n\r\n{}", 200, "{}" },
        { "a folded header", Ok + "X-Folded: one\r\n two\r\nContent-Length: 2\r\n\r\n{}", 200, "{}" },
        { "a hundred headers", Ok + string.Concat(Enumerable.Range(0, 100).Select(i => $"x-ratelimit-{i}: {i}\r\n")) + "Content-Length: 2\r\n\r\n{}", 200, "{}" },
        { "a content type that is none", "HTTP/1.1 200 OK\r\nContent-Type: \u0002;;=\r\nContent-Length: 2\r\n\r\n{}", 200, "{}" },
        { "two content types", Ok + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 200, "{}" },
        { "a trailer with control characters", Ok + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-odd: \u0001\r\n\r\n", 200, "{}" },
        { "our own header", Ok + "Reprise-Id: 00000000-0000-0000-0000-000000000000\r\nContent-Length: 2\r\n\r\n{}", 200, "{}" },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task An_odd_answer_is_passed_on_as_far_as_HTTP_allows(string what, string answer, int status, string body)
    {
        using var upstream = new CannedUpstream(Encoding.Latin1.GetBytes(answer));
        await using var stage = await Stage.StartAsync(upstream.Url);

        using var response = await stage.PostAsync(Stage.ChatPath, s_chat);

        ((int)response.StatusCode).ShouldBe(status, what);
        (await response.Content.ReadAsStringAsync()).ShouldBe(body, what);
        if (answer.Contains("X-Good", StringComparison.Ordinal)) response.Headers.GetValues("X-Good").ShouldBe(["kept"], what);
        var recorded = await stage.OpenedAsync(response);
        Encoding.UTF8.GetString((recorded.Response?.Bytes ?? default).Span).ShouldBe(body, what);
        recorded.Interaction.HttpStatus.ShouldBe(status);
        recorded.Interaction.Status.ShouldBe(status >= 400 ? InteractionStatus.Error : InteractionStatus.Success, what);
    }

    public static TheoryData<string, string> BreakingOff() => new()
    {
        { "less than announced", Ok + "Content-Length: 100\r\n\r\n{\"id\":" },
        { "a chunk that is not whole", Ok + "Transfer-Encoding: chunked\r\n\r\n100\r\n{\"id\":" },
        { "a chunk size that is no number", Ok + "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\nzz\r\n" },
        { "no last chunk", Ok + "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n" },
        { "a chunk size beyond all numbers", Ok + "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\nffffffffffffffffffffffff\r\n" },
    };

    [Theory]
    [MemberData(nameof(BreakingOff))]
    public async Task An_answer_that_breaks_off_breaks_off_for_the_client_and_is_on_record_up_to_there(string what, string answer)
    {
        using var upstream = new CannedUpstream(answer);
        await using var stage = await Stage.StartAsync(upstream.Url);

        await stage.BesideNeighboursAsync(() => Should.ThrowAsync<HttpRequestException>(() => stage.Server.Http.PostAsync(Stage.ChatPath, new ByteArrayContent(s_chat))));

        var page = await stage.Server.Store.SearchAsync(new Store.InteractionQuery { Project = Projects.Default }, CancellationToken.None);
        var broken = page.Items.Single(i => i.Interaction.Provider == "openai").Interaction;
        broken.ErrorCode.ShouldBe("upstream_broken", what);
        broken.ErrorMessage!.ShouldContain("broke off");
        var recorded = await stage.OpenedAsync((await stage.Server.Store.FindAsync(Projects.Default, broken.Id, CancellationToken.None))!);
        // A fault in the same packet as the bytes before it may swallow them; the client has not seen them either.
        "{\"id\":".ShouldStartWith(Encoding.UTF8.GetString(recorded.Response!.Bytes.Span), customMessage: what);
    }

    [Fact]
    public async Task A_head_answer_with_a_length_has_no_body_and_hangs_nobody()
    {
        using var upstream = new CannedUpstream(Ok + "Content-Length: 1000\r\n\r\n");
        await using var stage = await Stage.StartAsync(upstream.Url);

        using var response = await stage.BesideNeighboursAsync(() => stage.Server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/openai/v1/models")));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(1000);
        (await stage.OpenedAsync(response)).Interaction.Status.ShouldBe(InteractionStatus.Success);
    }

    [Fact]
    public async Task An_answer_that_comes_before_the_request_has_been_read_is_passed_on()
    {
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            context.Response.StatusCode = 413;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"error\":{\"message\":\"too much\",\"code\":\"too_large\"}}");
        });
        await using var stage = await Stage.StartAsync(upstream.Url, "Capture:MaxBodyBytes=100000");

        using var response = await stage.PostAsync(Stage.ChatPath, new byte[5_000_000]);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        Stage.ErrorMessageOf(await response.Content.ReadAsStringAsync()).ShouldBe("too much");
        var recorded = await stage.OpenedAsync(response);
        recorded.Interaction.ErrorCode.ShouldBe("too_large");
        recorded.Request!.Bytes.Length.ShouldBe(100_000);
    }
}

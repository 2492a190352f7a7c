using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reprise.Server.Cache.Embedders;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Cache.Embedders;

public sealed class OpenAiEmbedderSpec
{
    private const string Text = "a private question";

    [Fact]
    public async Task Each_text_gets_its_own_vector_of_length_one()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync();
        using var embedder = new OpenAiEmbedder(upstream.Options());
        var vectors = new float[9];
        await embedder.EmbedAsync(new[] { "a", "bbbbbb", "ccc" }, vectors, TestContext.Current.CancellationToken);
        vectors.ShouldBe([.. Unit("a"), .. Unit("bbbbbb"), .. Unit("ccc")], 1e-6);

        var (path, authorization, body) = upstream.Requests.ShouldHaveSingleItem();
        path.ShouldBe("/v1/embeddings");
        authorization.ShouldBe($"Bearer {EmbeddingUpstream.Key}");
        body.GetRawText().ShouldBe("""{"model":"test-embedding","input":["a","bbbbbb","ccc"]}""");
    }

    [Fact]
    public async Task Texts_without_anything_to_read_stay_here_and_the_rest_goes_in_batches()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync();
        var options = upstream.Options();
        (options.BatchSize, options.AskForDimensions) = (2, true);
        using var embedder = new OpenAiEmbedder(options);
        var vectors = new float[18];
        Array.Fill(vectors, float.NaN);
        await embedder.EmbedAsync(new[] { "", "aa", " \n\t", "b", "cccc", "\u00A0" }, vectors, TestContext.Current.CancellationToken);
        vectors.ShouldBe([0, 0, 0, .. Unit("aa"), 0, 0, 0, .. Unit("b"), .. Unit("cccc"), 0, 0, 0], 1e-6);
        upstream.Requests.ConvertAll(request => request.Body.GetRawText()).ShouldBe([
            """{"model":"test-embedding","input":["aa","b"],"dimensions":3}""",
            """{"model":"test-embedding","input":["cccc"],"dimensions":3}""",
        ]);
    }

    [Fact]
    public async Task A_text_with_half_a_surrogate_pair_can_be_sent_too()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync();
        using var embedder = new OpenAiEmbedder(upstream.Options());
        await embedder.EmbedAsync(new[] { "x\uD800y" }, new float[3], TestContext.Current.CancellationToken);
        upstream.Requests.ShouldHaveSingleItem().Body.GetProperty("input")[0].GetString().ShouldBe("x\uFFFDy");
    }

    [Fact]
    public async Task The_identity_says_model_dimensions_and_place()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync();
        var options = upstream.Options();
        using var one = new OpenAiEmbedder(options);
        one.Identity.Name.ShouldBe("openai/test-embedding");
        one.Identity.Version.ShouldStartWith("test-embedding-3-");
        options.BaseUrl = options.BaseUrl!.TrimEnd('/');
        using var same = new OpenAiEmbedder(options);
        same.Identity.ShouldBe(one.Identity);
        options.BaseUrl = "http://127.0.0.1:9/v1";
        using var elsewhere = new OpenAiEmbedder(options);
        elsewhere.Identity.ShouldNotBe(one.Identity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a private question")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"error":{"message":"a private question"}}""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3]},{"index":1,"embedding":[1,2,3]}]}""")]
    [InlineData("""{"data":[{"index":1,"embedding":[1,2,3]}]}""")]
    [InlineData("""{"data":[{"index":-1,"embedding":[1,2,3]}]}""")]
    [InlineData("""{"data":[{"index":99999999999,"embedding":[1,2,3]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3,4]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"AACAPwAAgD8AAIA/"}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,"3"]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,null]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,NaN]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,1e999]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[0,0,0]}]}""")]
    [InlineData("""{"data":[{"index":0}]}""")]
    [InlineData("""{"data":[7]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2,3]}]""")]
    public async Task Answers_that_are_no_vectors_are_refused(string answer)
    {
        await using var upstream = await EmbeddingUpstream.StartAsync(answer);
        await RefusedAsync(upstream);
    }

    [Fact]
    public async Task An_answer_without_indexes_is_taken_in_its_order()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync("""{"data":[{"embedding":[3,0,0]},{"embedding":[0,4,0]}]}""");
        using var embedder = new OpenAiEmbedder(upstream.Options());
        var vectors = new float[6];
        await embedder.EmbedAsync(new[] { "a", "b" }, vectors, TestContext.Current.CancellationToken);
        vectors.ShouldBe([1, 0, 0, 0, 1, 0]);
    }

    [Fact]
    public async Task An_answer_that_names_one_text_twice_is_refused()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync("""{"data":[{"index":1,"embedding":[3,0,0]},{"index":1,"embedding":[0,4,0]}]}""");
        using var embedder = new OpenAiEmbedder(upstream.Options());
        await Should.ThrowAsync<EmbedderException>(async () => await embedder.EmbedAsync(new[] { "a", "b" }, new float[6], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Refusals_and_failures_are_told_by_their_status_alone_and_not_tried_again(int status)
    {
        await using var upstream = await EmbeddingUpstream.StartAsync($"wrong key {EmbeddingUpstream.Key} for {Text}", status);
        (await RefusedAsync(upstream)).ShouldContain($"{status}");
        upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = await EmbeddingUpstream.StartAsync();
        await using var upstream = await EmbeddingUpstream.StartAsync();
        upstream.Instead = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = $"{other.Url}/v1/embeddings";
            return Task.FromResult(true);
        };
        (await RefusedAsync(upstream)).ShouldContain("307");
        other.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_without_end_is_given_up(bool saysItsLength)
    {
        await using var upstream = await EmbeddingUpstream.StartAsync();
        upstream.Instead = async context =>
        {
            var spaces = new byte[64 * 1024];
            spaces.AsSpan().Fill((byte)' ');
            if (saysItsLength) context.Response.ContentLength = 1L << 40;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(spaces, context.RequestAborted);
            }

            return true;
        };
        // Were it read to its end, this would not return. How much was sent says nothing: what is written behind a closed connection goes nowhere, at once.
        (await RefusedAsync(upstream)).ShouldContain("longer than");
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_refused()
    {
        using var upstream = new CannedUpstream("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"data\":[{\"index\":0,");
        await RefusedAsync(new EmbedderOptions { BaseUrl = upstream.Url, Model = "m", Dimensions = 3 });
    }

    [Fact]
    public async Task Bytes_that_are_no_http_are_refused()
    {
        using var upstream = new CannedUpstream(Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.2\r\n"));
        await RefusedAsync(new EmbedderOptions { BaseUrl = upstream.Url, Model = "m", Dimensions = 3 });
    }

    [Fact]
    public async Task A_place_where_nobody_listens_is_told_at_once() =>
        (await RefusedAsync(new EmbedderOptions { BaseUrl = $"http://127.0.0.1:{FreePort()}/v1", Model = "m", Dimensions = 3 })).ShouldContain("cannot be reached");

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static float[] Unit(string text)
    {
        var vector = EmbeddingUpstream.VectorOf(text);
        var length = Math.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => (float)(value / length))];
    }

    private static Task<string> RefusedAsync(EmbeddingUpstream upstream) => RefusedAsync(upstream.Options());

    private static async Task<string> RefusedAsync(EmbedderOptions options)
    {
        using var embedder = new OpenAiEmbedder(options);
        var vectors = new float[3];
        var refusal = await Should.ThrowAsync<EmbedderException>(async () => await embedder.EmbedAsync(new[] { Text }, vectors, TestContext.Current.CancellationToken));
        vectors.ShouldAllBe(value => value == 0);
        refusal.ToString().ShouldNotContain(EmbeddingUpstream.Key);
        refusal.ToString().ShouldNotContain(Text);
        return refusal.Message;
    }
}

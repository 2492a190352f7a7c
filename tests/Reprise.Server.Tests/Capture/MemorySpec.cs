using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Capture;

/// <summary>What a huge call needed is given back when it is stored. Alone, since it weighs the whole process, and other tests weigh something too.</summary>
[CollectionDefinition(nameof(MemorySpec), DisableParallelization = true)]
[Collection(nameof(MemorySpec))]
public sealed class MemorySpec(ITestOutputHelper output)
{
    [Fact]
    public async Task Two_huge_requests_leave_nothing_behind()
    {
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            var piece = new byte[64 * 1024];
            while (await context.Request.Body.ReadAsync(piece) > 0) { }
            await RelaySpec.AnswerAsync(context, "{}");
        });
        await using var server = await TestServer.StartAsync(upstream.Url);
        await SendAsync(server, 10);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 2; i++) await SendAsync(server, 30_000_000);

        // The writer's last batch is let go of when the next one comes.
        await SendAsync(server, 10);
        await Eventually.HoldsAsync("they are stored", () => server.Counters is { Stored: 4, Queued: 0 });
        await Eventually.HoldsAsync("memory is back", () => GC.GetTotalMemory(forceFullCollection: true) < before + (16 << 20), TimeSpan.FromSeconds(10));
        output.WriteLine($"{before >> 20} MB before, {GC.GetTotalMemory(forceFullCollection: true) >> 20} MB after");
    }

    private static async Task SendAsync(TestServer server, int length)
    {
        // Put together by hand: strings this long would go through the shared pool, which keeps what it is given.
        var body = new byte[length + 60];
        Array.Fill(body, (byte)'w');
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\""u8.CopyTo(body);
        "\"}]}"u8.CopyTo(body.AsSpan(length + 56));
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await server.Http.PostAsync("/openai/v1/chat/completions", content);
        response.EnsureSuccessStatusCode();
    }
}

using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Server.Tests.Api;
using Reprise.Tests;

namespace Reprise.Server.Tests.Access;

/// <summary>When a server starts, and whom it then answers.</summary>
public sealed class StartSpec
{
    [Theory]
    [InlineData("urls", "http://0.0.0.0:0")]
    [InlineData("Access:RequireLogin", "true")]
    public async Task Who_asks_for_a_login_needs_an_administrator(string name, string value)
    {
        using var data = new TempFolder();
        await using (var app = ApiHost.Build(null, ("Data", data.Path), (name, value)))
        {
            (await Should.ThrowAsync<InvalidOperationException>(() => app.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldContain("reprise user create");
        }

        await using (var weak = ApiHost.Build(null, ("Data", data.Path), (name, value), ("Admin_Password", "short")))
        {
            var refused = await Should.ThrowAsync<InvalidOperationException>(() => weak.StartAsync(TestContext.Current.CancellationToken));
            refused.Message.ShouldNotContain("'short'");
        }

        await using (var first = ApiHost.Build(null, ("Data", data.Path), (name, value), ("Admin_Password", AccessStage.AdminPassword)))
        {
            await first.StartAsync(TestContext.Current.CancellationToken);
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        await using var then = ApiHost.Build(null, ("Data", data.Path), (name, value));
        await then.StartAsync(TestContext.Current.CancellationToken);
        await then.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asked by the address of another network card, or as if: an address beyond loopback on this machine.</summary>
    [Fact]
    public async Task Beyond_loopback_everybody_says_who_it_is_and_on_loopback_nobody()
    {
        var address = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), TestContext.Current.CancellationToken)).FirstOrDefault(static ip => ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !IPAddress.IsLoopback(ip));
        if (address is null) Assert.Skip("this machine has no address beyond loopback");
        using var data = new TempFolder();
        await using var app = ApiHost.Build(null, ("Data", data.Path), ("urls", "http://0.0.0.0:0"), ("Admin_Password", AccessStage.AdminPassword));
        await app.StartAsync(TestContext.Current.CancellationToken);
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)).Port;
        using var outside = new HttpClient { BaseAddress = new Uri($"http://{address}:{port}") };
        (await outside.GetAsync("/api/interactions", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await outside.GetAsync("/openai/v1/models", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await outside.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await outside.PostAsJsonAsync("/api/sign-in", new { user = "admin", password = AccessStage.AdminPassword }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await outside.GetAsync("/api/interactions", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var inside = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        (await inside.GetAsync("/api/interactions", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, $"http://{address}:{port}/health/live");
        rebound.Headers.Host = "rebound.evil.example";
        (await outside.SendAsync(rebound, TestContext.Current.CancellationToken)).StatusCode.ShouldBe((HttpStatusCode)421);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Two_settings_that_say_the_opposite_stop_the_start()
    {
        await using var app = ApiHost.Build(null, ("Access:AllowUnauthenticated", "true"), ("Access:RequireLogin", "true"));
        await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));
    }
}

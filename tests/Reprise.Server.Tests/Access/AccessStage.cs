using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Access;
using Reprise.Server.Access;
using Reprise.Server.Tests.Api;
using Reprise.Settings;
using Reprise.Tests;

namespace Reprise.Server.Tests.Access;

/// <summary>A server that asks everybody who it is, with an administrator and a clock that stands still.</summary>
internal sealed class AccessStage : IAsyncDisposable
{
    public const string AdminPassword = "correct horse battery";

    private AccessStage(ApiHost host, ManualTimeProvider time) => (Host, Time) = (host, time);

    public ApiHost Host { get; }
    public ManualTimeProvider Time { get; }
    public T Get<T>() where T : notnull => Host.Services.GetRequiredService<T>();

    public static async Task<AccessStage> StartAsync(params (string Name, string Value)[] settings)
    {
        var time = new ManualTimeProvider();
        var host = await ApiHost.StartAsync(
            services => services.AddSingleton<TimeProvider>(time),
            [("Access:RequireLogin", "true"), ("Admin_Password", AdminPassword), .. settings]);
        return new AccessStage(host, time);
    }

    public async Task<string> KeyAsync(string project, Role role, TimeSpan? lifetime = null, string name = "ci")
    {
        var wanted = new ApiKey { Id = "", SecretHash = "", CreatedBy = "", Name = name, Project = project, Role = role, ExpiresAt = lifetime is { } span ? Time.GetUtcNow() + span : null };
        return (await Get<ApiKeys>().CreateAsync(wanted, "test", CancellationToken.None)).Text.Reveal();
    }

    public async Task<string> AdministratorKeyAsync() =>
        (await Get<ApiKeys>().CreateAsync(new ApiKey { Id = "", SecretHash = "", CreatedBy = "", Name = "all", Project = "", IsAdministrator = true }, "test", CancellationToken.None)).Text.Reveal();

    public async Task UserAsync(string name, string password, params (string Project, Role Role)[] roles)
    {
        (await Get<Users>().CreateAsync(new User { Name = name, PasswordHash = Get<Passwords>().Hash(name, password) }, "test", CancellationToken.None)).ShouldNotBeNull();
        foreach (var (project, role) in roles) await Get<Members>().SetAsync(project, name, role, "test", CancellationToken.None);
    }

    /// <summary>A browser of its own, not signed in.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = Host.Address };

    public static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string user, string password) =>
        await browser.PostAsJsonAsync("/api/sign-in", new { user, password }, TestContext.Current.CancellationToken);

    /// <summary>A browser that is signed in, and sends what our page sends.</summary>
    public async Task<HttpClient> SignedInAsync(string user, string password)
    {
        var browser = Browser();
        (await SignInAsync(browser, user, password)).StatusCode.ShouldBe(HttpStatusCode.OK);
        browser.DefaultRequestHeaders.Add(Entrance.PageHeader, "1");
        return browser;
    }

    public async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string? key = null, object? body = null, string? project = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.Add(PresentedKey.Header, key);
        if (project is not null) request.Headers.Add("Reprise-Project", project);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var response = await Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(string? action = null) =>
        (await Get<ISettingsStore>().AuditAsync(new AuditQuery { Action = action, Limit = AuditQuery.MaxLimit }, CancellationToken.None)).Entries;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

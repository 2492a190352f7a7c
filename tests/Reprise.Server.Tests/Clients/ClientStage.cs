using Reprise.Demo;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Clients;

/// <summary>What real clients talk to: the server, and behind it a provider that answers from a script.</summary>
public sealed class ClientStage : IAsyncLifetime
{
    private readonly string[] _settings;

    public ClientStage() : this([])
    {
    }

    /// <param name="settings">Of the server.</param>
    internal ClientStage(params string[] settings) => _settings = settings;

    internal ScriptedUpstream Upstream { get; private set; } = null!;

    internal TestServer Server { get; private set; } = null!;

    internal string Url => Server.Url;

    public async ValueTask InitializeAsync()
    {
        Upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        Server = await TestServer.StartInAsync(null, [.. Upstream.Providers.Select(p => $"Providers:{p.Key}:BaseUrl={p.Value}"), .. _settings]);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>The interactions of a session, oldest first, once there are that many.</summary>
    internal Task<IReadOnlyList<RecordedInteraction>> SessionAsync(string session, int count) =>
        Eventually.FindsAsync($"{count} interactions of session {session} are stored", async () =>
        {
            var ids = await FindAsync(session, "");
            if (ids.Count < count) return null;
            ids.Count.ShouldBe(count);
            var found = new List<RecordedInteraction>();
            foreach (var id in ids) found.Add((await Server.Store.FindAsync(Projects.Default, id, CancellationToken.None))!);
            return (IReadOnlyList<RecordedInteraction>)found;
        });

    /// <summary>What a search within a session finds, oldest first.</summary>
    internal async Task<IReadOnlyList<InteractionId>> FindAsync(string session, string words)
    {
        var filter = FilterParser.Parse($"session:\"{session}\" {words}", TimeProvider.System.GetUtcNow()).Filter!;
        var query = new InteractionQuery { Project = Projects.Default, Filter = filter, Ascending = true, Limit = InteractionQuery.MaxLimit };
        var page = await Server.Store.SearchAsync(query, CancellationToken.None);
        return [.. page.Items.Select(item => item.Interaction.Id)];
    }
}

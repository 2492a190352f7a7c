using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Server;
using Reprise.Storage.Sqlite;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Http;

/// <summary>Starts a real server over SQLite for each store, which is then spoken to by HTTP only.</summary>
public sealed class HttpFixture : StoreFixture
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Host> _hosts = [];

    protected override IInteractionStore Create()
    {
        var host = new Host(_folder.File($"{_hosts.Count}"));
        _hosts.Add(host);
        return new HttpInteractionStore(host.StartAsync);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var host in _hosts) await host.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Host(string data) : IAsyncDisposable
    {
        private WebApplication? _app;

        public async Task<(Uri Server, Action<RecordedInteraction> TellWords)> StartAsync(CancellationToken cancellationToken)
        {
            var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = Path.Combine(data, "reprise.db"), IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
            var words = new Words(store);
            _app = RepriseServer.Build(
                new ServeOptions { Urls = ["http://127.0.0.1:0"], DataFolder = data, Settings = ["Ingest:MaxBodyBytes=500000000"], Quiet = true },
                services => services.AddSingleton<IInteractionStore>(words));
            await _app.StartAsync(cancellationToken);
            return (new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()), words.Tell);
        }

        public async ValueTask DisposeAsync()
        {
            if (_app is null) return;
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }

    /// <summary>
    /// A record's words do not travel: the server finds them in its bodies, which tests of ingest show. The records of the suite have words and no bodies that
    /// would say them, so the words are told past the server.
    /// </summary>
    private sealed class Words(IInteractionStore inner) : DelegatingStore(inner)
    {
        private readonly ConcurrentDictionary<(string, InteractionId), string> _words = new();

        public void Tell(RecordedInteraction recorded) => _words[(recorded.Interaction.Project, recorded.Interaction.Id)] = recorded.SearchText;

        public override Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken) => base.AppendAsync(
            batch with { Interactions = [.. batch.Interactions.Select(one => one with { SearchText = _words[(one.Interaction.Project, one.Interaction.Id)] })] }, cancellationToken);
    }
}

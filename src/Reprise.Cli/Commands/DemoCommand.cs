using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Demo;
using Reprise.Server;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise demo</c>: a server with traffic to look at, and no key needed.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("demo", "Start a server, send it believable traffic, and open the page");
        var settings = ServeSettings.AddTo(command);
        var quietly = new Option<bool>("--no-browser") { Description = "Do not open the page" };
        command.Options.Add(quietly);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var demo = await DemoRun.StartAsync(cancellationToken);
            var options = settings.Read(parsed);
            options = options with
            {
                Quiet = true,
                Settings = [.. demo.Settings, .. options.Settings],
                Urls = options.Urls is [] ? [ConnectionOptions.DefaultServer] : options.Urls,
            };
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var serving = RepriseServer.RunAsync(options, ending.Token);
            var address = Browser.AddressOf(options.Urls[0]);
            try
            {
                if (!await IsUpAsync(address, serving, cancellationToken)) return await serving;
                terminal.Tell($"The page is at {address}; some calls fail on purpose. Ctrl-C ends the demo.");
                if (!parsed.GetValue(quietly)) Browser.Open(address);
                await Task.WhenAny(serving, DemoRun.RunAsync(address, ending.Token));
                return await serving;
            }
            finally
            {
                await ending.CancelAsync();
            }
        });
        return command;
    }

    /// <summary>Waits until the server answers. False when it ended instead.</summary>
    private static async Task<bool> IsUpAsync(Uri address, Task serving, CancellationToken cancellationToken)
    {
        using var client = new Client.RepriseClient(address);
        while (!serving.IsCompleted)
        {
            try
            {
                if ((await client.GetReadinessAsync(cancellationToken)).Ready) return true;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        return false;
    }
}

using System.CommandLine;
using System.Net;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Pricing;

namespace Reprise.Cli.Commands.Prices;

/// <summary><c>reprise prices update</c>: a newer table for the server.</summary>
internal static class UpdateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("update", "Use a price file of your own over the built-in table; costs on record stay until they are recomputed");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var file = new Option<string>("--file") { Description = "The prices as JSON, in the shape of 'prices list --json'", HelpName = "file", Required = true };
        var data = new Option<string?>("--data") { Description = "Put it into this data folder instead of asking a server; used from its next start", HelpName = "folder" };
        file.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !File.Exists(result.Tokens[0].Value)) result.AddError($"--file: there is no file '{result.Tokens[0].Value}'.");
        });
        command.Options.Add(file);
        command.Options.Add(data);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            var prices = await File.ReadAllBytesAsync(path, cancellationToken);
            var mistakes = parsed.GetValue(data) is { } folder ? Keep(folder, prices) : PriceFile.Read(prices).Errors;
            foreach (var mistake in mistakes) terminal.Tell($"{path}: {mistake}");
            if (mistakes.Count > 0) throw new CommandFailedException("The price file was not taken.");
            if (parsed.GetValue(data) is not null)
            {
                terminal.Tell("The price file is in place; the server reads it at its next start.");
                return ExitCodes.Ok;
            }

            using var client = connection.Open(parsed);
            var answer = await SendAsync(client, prices, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, answer.WriteTo);
            else terminal.Tell($"The server now uses {Describe(answer)}. New calls are priced by it; 'reprise prices recompute' prices those on record again.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<JsonElement> SendAsync(RepriseClient client, byte[] prices, CancellationToken cancellationToken)
    {
        try
        {
            return await client.UpdatePricesAsync(prices, cancellationToken);
        }
        catch (RepriseApiException e) when (e.Status is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound)
        {
            throw new CommandFailedException("This server takes no price file while it runs. Put it into its data folder with --data, and start it again.", e);
        }
    }

    private static IReadOnlyList<PriceFileError> Keep(string folder, byte[] prices)
    {
        Directory.CreateDirectory(folder);
        return new PriceBook(folder).Update(prices);
    }

    private static string Describe(JsonElement answer)
    {
        var version = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("version", out var value) ? $"price table {value}" : "the new price table";
        return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("models", out var models) ? $"{version} with {models} models" : version;
    }
}

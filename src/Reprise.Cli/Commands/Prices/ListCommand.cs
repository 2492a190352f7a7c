using System.CommandLine;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;

namespace Reprise.Cli.Commands.Prices;

/// <summary><c>reprise prices list</c>.</summary>
internal static class ListCommand
{
    private const int DefaultLimit = 100;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "List prices, in US dollars");
        var text = new Argument<string?>("text") { Arity = ArgumentArity.ZeroOrOne, Description = "Part of a provider's or a model's name" };
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var limit = Limits.Positive("--limit", $"At most this many [default: {DefaultLimit}]", "-n");
        command.Arguments.Add(text);
        command.Options.Add(limit);
        text.Validators.Add(FilterOptions.RefuseUnknownOptions);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var most = parsed.GetValue(limit) ?? DefaultLimit;
            var rows = PriceRows.Of(await client.ListPricesAsync(parsed.GetValue(text), most, cancellationToken));
            if (output.IsJson(parsed))
            {
                foreach (var row in rows) JsonLines.Write(terminal.Output, row.WriteTo);
            }
            else if (rows.Count == 0) terminal.Tell("No such price.");
            else PriceRows.WriteTable(terminal, rows);

            return ExitCodes.Ok;
        });
        return command;
    }
}

// Writes src/Reprise.Core/Pricing/prices.json from three public price tables. Facts are taken over; layout, names and matching are ours.
//
//     dotnet run --project eng/prices -- --data ../shared/data/prices --out src/Reprise.Core/Pricing/prices.json
//
// genai-prices is the first authority: where it knows a model, its prices, dates and tiers count. LiteLLM adds the models it does not know (with the history
// that two editions show) and the prices it leaves out; Langfuse adds what both lack. docs/prices.md tells how the result is used.

using System.Text.Json;
using Reprise.BuildPrices;

const string LiteLlmOldDay = "2025-09-15";
const string LiteLlmDay = "2026-08-06";
const string TableDay = "2026-08-22";

var data = Argument("--data") ?? "../shared/data/prices";
var output = Argument("--out") ?? "src/Reprise.Core/Pricing/prices.json";
var providers = new List<Provider>();

// 1. The first authority.
foreach (var source in Open("genai-prices_data.json").EnumerateArray()) providers.Add(Providers.FromGenAi(source));
Vendors.Know(providers);

// 2. LiteLLM: the younger edition, then what only the older one had.
var now = LiteLlm.Read(Open($"litellm_model_prices_{LiteLlmDay}.json"));
var before = LiteLlm.Read(Open($"litellm_model_prices_{LiteLlmOldDay}.json"));
foreach (var listing in now) Provider(listing.Provider).Learn(listing, before.FirstOrDefault(old => old.Key == listing.Key), LiteLlmDay);
foreach (var listing in before.ExceptBy(now.Select(listing => listing.Key), listing => listing.Key)) Provider(listing.Provider).Learn(listing, null, LiteLlmOldDay);
foreach (var provider in providers) provider.SpreadSearchPrice(now.Where(listing => listing.Provider == provider.Id));

// 3. Langfuse.
foreach (var listing in Langfuse.Read(Open("langfuse_default-model-prices.json"))) Provider(listing.Provider).Learn(listing, null, TableDay);

File.WriteAllText(output, Writer.Write(TableDay, Providers.InOrder(providers)));
Console.WriteLine($"{output}: {new FileInfo(output).Length:N0} bytes, {providers.Count(p => p.Any)} providers, "
    + $"{providers.Sum(p => p.Models.Count)} models of the first authority, {providers.Sum(p => p.Others.Count)} others");

JsonElement Open(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(data, name))).RootElement;

string? Argument(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;

Provider Provider(string id)
{
    var provider = providers.Find(known => known.Id == id);
    if (provider is null) providers.Add(provider = new Provider(id));
    return provider;
}

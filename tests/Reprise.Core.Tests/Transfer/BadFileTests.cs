using System.IO.Compression;
using System.Text;
using Reprise.Transfer.Import;

namespace Reprise.Core.Tests.Transfer;

public sealed class BadFileTests
{
    [Fact]
    public async Task Bad_lines_are_told_by_number_and_the_good_ones_are_kept()
    {
        var read = await Imported.OfAsync("{\"interaction_id\":\"a\"}\nnot json\n[1]\n\n{\"interaction_id\":\"b\"}\n{\"interaction_id\":\"c\",\"met");
        read.Records.Count.ShouldBe(2);
        read.Mistakes.Select(mistake => mistake[..2]).ShouldBe(["2:", "3:", "6:"]);
        read.Mistakes[2].ShouldContain("cut off here");
    }

    [Fact]
    public async Task Bad_elements_of_a_list_are_told_by_number_and_byte()
    {
        var file = """[{"interaction_id":"a"}, {"interaction_id":}, 5, {"interaction_id":"b"} ]""";
        var read = await Imported.OfAsync(file);
        read.Records.Count.ShouldBe(2);
        read.Mistakes.Count.ShouldBe(2);
        read.Mistakes[0].ShouldStartWith($"2@{file.IndexOf("{\"interaction_id\":}", StringComparison.Ordinal)}: not valid JSON");
        read.Mistakes[1].ShouldStartWith("3@");
    }

    [Theory]
    [InlineData("""[{"interaction_id":"a"},{"interaction_id":"b"}""", 2, "the list does not end")]
    [InlineData("""[{"interaction_id":"a"},{"interaction_id":"b""", 1, "cut off")]
    [InlineData("""[{"interaction_id":"a"} {"interaction_id":"b"}]""", 1, "what follows was not read")]
    [InlineData("{\n  \"interaction_id\": \"a\"\n}\n{\n  \"interaction_id\": \"b\"\n}\n{\n \"inter", 2, "cut off")]
    public async Task A_list_that_breaks_off_or_is_none_keeps_what_came_before(string file, int records, string reason)
    {
        var read = await Imported.OfAsync(file);
        read.Records.Count.ShouldBe(records);
        read.Mistakes.ShouldHaveSingleItem().ShouldContain(reason);
    }

    [Fact]
    public async Task Rows_of_another_width_are_told_and_the_others_are_kept()
    {
        var csv = "request_id,call_type,startTime,model\n1,completion,2026-01-01,m\n2,completion\n3,completion,never,m\n4,completion,2026-01-01,\"m\n";
        var read = await Imported.OfAsync(csv);
        read.Format.ShouldBe("litellm");
        read.Records.ShouldHaveSingleItem();
        read.Mistakes.ShouldBe(["3: it has 2 fields where the first row has 4", "4: its startTime is no time", "5: a quote is left open"]);
    }

    [Theory]
    [InlineData("\n2,completion,2026-01-01,succ", 1, "cut off")]
    [InlineData("\n2,completion,2026-01-01,", 1, "cut off")]
    [InlineData("\n2,completion,2026-01-01,\"m\"", 2, null)]
    [InlineData("\n2,completion,2026-01-01,m\n", 2, null)]
    public async Task A_table_that_breaks_off_within_its_last_field_is_not_taken_as_whole(string rest, int records, string? reason)
    {
        var read = await Imported.OfAsync("request_id,call_type,startTime,model\n1,completion,2026-01-01,m" + rest);
        read.Records.Count.ShouldBe(records);
        if (reason is null) read.Mistakes.ShouldBeEmpty();
        else read.Mistakes.ShouldHaveSingleItem().ShouldContain(reason);
    }

    [Theory]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16BE", "UTF-16")]
    public async Task Another_encoding_is_refused_with_what_to_do(string encoding, string reason)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes("{\"interaction_id\":\"a\"}\n");
        (await Should.ThrowAsync<ImportException>(() => Imported.OfAsync(bytes))).Message.ShouldContain(reason);
    }

    [Fact]
    public async Task A_byte_order_mark_and_gzip_are_no_matter_and_a_zip_is_named()
    {
        var text = Encoding.UTF8.GetBytes("\uFEFF{\"interaction_id\":\"a\"}\n");
        (await Imported.OfAsync(text)).Records.ShouldHaveSingleItem();
        (await Imported.OfAsync(Gzip(text))).Records.ShouldHaveSingleItem();
        (await Should.ThrowAsync<ImportException>(() => Imported.OfAsync("PK\u0003\u0004 and more"))).Message.ShouldContain("zip");
        (await Should.ThrowAsync<ImportException>(() => Imported.OfAsync("\0\0\0\0binary"))).Message.ShouldContain("no text");
        (await Should.ThrowAsync<ImportException>(() => Imported.OfAsync("just a sentence\nand another"))).Message.ShouldContain("neither JSON nor CSV");
        (await Should.ThrowAsync<ImportException>(() => Imported.OfAsync("a,b\n1,2\n"))).Message.ShouldContain("--map");
    }

    [Fact]
    public async Task Damaged_compression_keeps_what_could_be_unpacked_and_says_so()
    {
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"{{\"interaction_id\":\"{i}\",\"metadata\":{{\"r\":{random.NextDouble()}}}}}\n"));
        var packed = Gzip(Encoding.UTF8.GetBytes(text));
        for (var i = packed.Length * 3 / 4; i < (packed.Length * 3 / 4) + 64; i++) packed[i] ^= 0x5A;

        var read = await Imported.OfAsync(packed);

        read.Records.Count.ShouldBeGreaterThan(1000);
        read.Mistakes.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(300)]
    [InlineData(200_000)]
    public async Task Hostile_nesting_is_refused_for_that_record_alone(int depth)
    {
        var deep = string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
        var read = await Imported.OfAsync($"{{\"interaction_id\":\"a\"}}\n{{\"interaction_id\":\"x\",\"metadata\":{{\"d\":{deep}}}}}\n{{\"interaction_id\":\"b\"}}\n");
        read.Records.Count.ShouldBe(2);
        read.Mistakes.ShouldHaveSingleItem().ShouldStartWith("2:");
    }

    [Fact]
    public async Task A_conversation_whose_messages_stand_above_each_other_in_a_circle_ends()
    {
        var nodes = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"n{i}\":{{\"parent\":\"n{(i + 1) % 1000}\",\"message\":{{\"id\":\"m{i}\",\"author\":{{\"role\":\"assistant\"}},\"create_time\":1,\"content\":{{\"parts\":[\"x{i}\"]}}}}}}"));
        var read = await Imported.OfAsync($"[{{\"title\":\"t\",\"conversation_id\":\"c\",\"mapping\":{{{nodes}}},\"current_node\":\"n1\"}}]");
        read.Records.Count.ShouldBe(1000);
    }

    [Fact]
    public async Task Any_damage_to_any_file_ends_in_records_and_reasons()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] files = ["""[{"title":"t","mapping":{"a":{"message":{"author":{"role":"assistant"},"create_time":1,"content":{"parts":["x"]}},"parent":"a"}},"id":"c"}]""",
            """{"request_id":"1","call_type":"x","startTime":"2026-01-01","spend":"1","metadata":"{}","response":{"choices":[]}}""",
            """{"id":"1","traceId":"2","type":"SPAN","startTime":"2026-01-01","usage":{"input":1},"scores":{"a":[1]},"input":[{"role":"user"}]}""",
            """{"custom_id":"1","response":{"status_code":200,"body":{"object":"list","created":5}},"error":null}""",
            """{"request_id":"1","request_created_at":"2026-01-01","request_path":"/x","request_body":{"a":1},"response_status":-3,"scores":{"a":{"value":1}},"request_properties":{"p":1}}""",
            """{"_id":{"$oid":"x"},"timestamp":{"$date":{"$numberLong":"1"}},"request":{"prompt":"x"},"metrics":{"latency_ms":{"$numberInt":"5"}}}""",
            """{"timestamp":"2026-01-01","interaction_type":"llm","command":"","metadata":{"reprise":{"interaction_id":"1","metrics":{}}},"user_hash":null}"""];
        string[] values = ["null", "[]", "{}", "\"\"", "-1", "1e999", "true", "[null]", "{\"a\":null}", "\"2026-13-45\"", "\"\\ud800\""];
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(files[random.Next(files.Length)]).ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var colons = Enumerable.Range(0, bytes.Count).Where(i => bytes[i] == (byte)':').ToList();
                if (random.Next(3) == 0 || colons.Count == 0) bytes[random.Next(bytes.Count)] = (byte)random.Next(1, 256);
                else
                {
                    // Another value in the place of one that is no container.
                    var at = colons[random.Next(colons.Count)] + 1;
                    var end = at;
                    while (end < bytes.Count && bytes[end] is not ((byte)',' or (byte)'}' or (byte)'{' or (byte)'[')) end++;
                    bytes.RemoveRange(at, end - at);
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(values[random.Next(values.Length)]));
                }
            }

            try
            {
                await Imported.OfAsync(bytes.ToArray());
            }
            catch (ImportException)
            {
                // Refused as a whole, in words.
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, round {round}: {e.GetType().Name} {e.Message}\n{Encoding.UTF8.GetString(bytes.ToArray())}\n{e.StackTrace}");
            }
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }
}

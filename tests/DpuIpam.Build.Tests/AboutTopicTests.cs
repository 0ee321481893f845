using Xunit;

namespace DpuIpam.Build.Tests;

public class AboutTopicTests
{
    [Fact]
    public void A_topic_becomes_wrapped_plain_text()
    {
        using var sample = new Sample();
        Assert.Equal(0, sample.Build());
        Assert.Equal(
            """
            TOPIC
                about_Sample

            SHORT DESCRIPTION
                Explains what a pool is.

            LONG DESCRIPTION
                A pool is what nv-ipam hands out addresses from, and this sentence is long
                enough to be wrapped at eighty columns.

                - The first point, which is also too long for one line of a topic file that
                  is only eighty columns wide.
                - The second.

              Blocks
                    Get-SamplePool -Path ./a/very/long/path/that/is/never/wrapped/since/it/is/code -Kind IPPool

            SEE ALSO
                Get-SamplePool

            """,
            File.ReadAllText(Path.Combine(sample.Output, "about_Sample.help.txt")));
    }

    [Theory]
    [InlineData(
        "# about_Sample", "# Pools", 1,
        "The page must begin with its title, which is the file's name: '# about_Sample'.")]
    [InlineData(
        "## Short description", "## In short", 1,
        "The title must be followed by '## Short description' and a line of text: add them.")]
    [InlineData(
        "Explains what", "Explains, and it takes its time over it, as if there were no tomorrow, what", 5,
        "Get-Help lists only the first 76 characters: shorten this.")]
    [InlineData("## See also", "# See also", 20, "A page has one title: make this heading '## '.")]
    public void A_topic_that_breaks_the_layout_is_an_error(string text, string replacement, int line, string error)
    {
        using var sample = new Sample();
        var topic = Sample.Read(Sample.Topic).Replace(text, replacement, StringComparison.Ordinal);
        Assert.Equal(1, sample.Build((Sample.Name, sample.Page), (Sample.Topic, topic)));
        Assert.Equal(sample.Error(Sample.Topic, line, error), Assert.Single(sample.Errors));
    }
}

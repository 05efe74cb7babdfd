System.Console.WriteLine("rouse");
